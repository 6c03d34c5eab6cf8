import { eventAxes } from '../../physics/observables/event/momentum-tensor.ts';
import type { EventSample } from './event-sample.ts';

/** One component of the hadrons' four-momenta. */
function column(hadrons: Float32Array, k: number): Float64Array {
  return Float64Array.from({ length: hadrons.length / 4 }, (_, i) => hadrons[4 * i + k]!);
}

/** For each hadron the unit vector along its event's axis (physics/observables/event/momentum-tensor.ts): [N, 3]. */
export function hadronAxes({ hadrons, offsets }: EventSample): Float32Array {
  const of = (k: number): Float64Array => column(hadrons, k);
  const [E, px, py, pz] = [of(0), of(1), of(2), of(3)];
  const axes = eventAxes({ E, px, py, pz, pdg_id: new Int32Array(E.length), offsets });
  const out = new Float32Array(3 * E.length);
  for (let e = 0; e + 1 < offsets.length; e++)
    for (let i = offsets[e]!; i < offsets[e + 1]!; i++) out.set([axes.x[e]!, axes.y[e]!, axes.z[e]!], 3 * i);
  return out;
}
