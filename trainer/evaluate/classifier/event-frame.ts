import type { EventSet } from '../../../physics/columns.ts';
import type { EventAxes } from '../../../physics/observables/event/momentum-tensor.ts';

export type Vector = readonly [number, number, number];

/**
 * Right-handed orthonormal axes of an event: n along its main axis, to the side of the leading hadron; u across it,
 * towards the leading hadron.
 */
export interface EventFrame {
  leading: number;
  n: Vector;
  u: Vector;
  v: Vector;
}

/** Transverse momentum, GeV, below which the leading hadron has no azimuth about the axis. */
const NO_AZIMUTH = 1e-6;

export const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

const times = (a: Vector, s: number): Vector => [s * a[0], s * a[1], s * a[2]];

const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

/** Three-momentum of particle i. */
export const momentumOf = ({ px, py, pz }: EventSet, i: number): Vector => [px[i]!, py[i]!, pz[i]!];

/** The unit vector across n towards p; towards a coordinate axis where p is along n. */
function acrossTowards(p: Vector, n: Vector): Vector {
  const along = dot(p, n);
  const across: Vector = [p[0] - along * n[0], p[1] - along * n[1], p[2] - along * n[2]];
  const length = Math.sqrt(dot(across, across));
  if (length > NO_AZIMUTH) return times(across, 1 / length);
  return acrossTowards(Math.abs(n[0]) < 0.9 ? [1, 0, 0] : [0, 1, 0], n);
}

/** The frame of event e, whose hadrons stand at begin up to end (excluded), one at least. */
export function eventFrame(events: EventSet, axes: EventAxes, e: number, begin: number, end: number): EventFrame {
  let leading = begin;
  for (let i = begin + 1; i < end; i++) if (events.E[i]! > events.E[leading]!) leading = i;
  const p = momentumOf(events, leading);
  const axis: Vector = [axes.x[e]!, axes.y[e]!, axes.z[e]!];
  const n = dot(p, axis) < 0 ? times(axis, -1) : axis;
  const u = acrossTowards(p, n);
  return { leading, n, u, v: cross(n, u) };
}
