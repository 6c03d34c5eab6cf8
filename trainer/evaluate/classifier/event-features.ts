import type { EventSet } from '../../../physics/columns.ts';
import { log } from '../../../physics/elementary/log.ts';
import { dot, type EventFrame, momentumOf } from './event-frame.ts';
import { ENERGY_SCALE, LEAST } from './hadron-features.ts';

/**
 * What is read of a hadron within its event: rapidity along the event's axis, pT and azimuth about it (from the leading
 * hadron's); the smallest mass that it has with another hadron, which may be its partner from the cluster, and how the two
 * share their energy; and of the event the number of hadrons, the largest energy and how narrow it is.
 */
export const EVENT_FEATURES = 9;

/** Least (E - p) / (E + p) under a logarithm: a rapidity of 7, beyond which no pion at LEP gets. */
const LEAST_LIGHT = 1e-6;

/** Mass squared of the lightest pair of hadron i with another, and the energy of that one; null for a lone hadron. */
function closestPartner({ E, px, py, pz }: EventSet, i: number, begin: number, end: number) {
  let [partner, least] = [-1, Number.POSITIVE_INFINITY];
  for (let j = begin; j < end; j++) {
    if (j === i) continue;
    const [e, x, y, z] = [E[i]! + E[j]!, px[i]! + px[j]!, py[i]! + py[j]!, pz[i]! + pz[j]!];
    const m2 = e * e - x * x - y * y - z * z;
    if (m2 < least) [partner, least] = [j, m2];
  }
  return partner < 0 ? null : { m2: least, E: E[partner]! };
}

/** Writes the features of hadron i to `out` from `at` on, each scaled to about (-1, 1). */
export function setEventFeatures(
  out: Float32Array,
  at: number,
  events: EventSet,
  i: number,
  { leading, n, u, v }: EventFrame,
  [begin, end, lambda1]: readonly [begin: number, end: number, lambda1: number],
): void {
  const [E, p] = [events.E[i]!, momentumOf(events, i)];
  const [along, toU, toV] = [dot(p, n), dot(p, u), dot(p, v)];
  const kick = Math.max(LEAST, Math.sqrt(toU * toU + toV * toV));
  const partner = closestPartner(events, i, begin, end);
  out[at] = -0.15 * log(Math.max(LEAST_LIGHT, (E - along) / (E + along)));
  out[at + 1] = 0.5 * log(kick);
  out[at + 2] = toU / kick;
  out[at + 3] = toV / kick;
  out[at + 4] = partner ? 0.5 * log(Math.max(LEAST * LEAST, partner.m2)) : 0;
  out[at + 5] = partner ? (2 * E) / (E + partner.E) - 1 : 0;
  out[at + 6] = log(end - begin) - 2.5;
  out[at + 7] = (2 * events.E[leading]!) / ENERGY_SCALE - 1;
  out[at + 8] = 4 * lambda1 - 3;
}
