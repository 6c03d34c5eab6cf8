import type { EventSet } from '../../columns.ts';
import { momentum } from '../../vector/momentum.ts';
import type { EventAxes } from './momentum-tensor.ts';

/** Momentum of each particle perpendicular to the axis of its event, GeV: |p x n|. */
export function transverseToAxis(events: EventSet, axes: EventAxes): Float64Array {
  const { px, py, pz, offsets } = events;
  const result = new Float64Array(px.length);
  for (let e = 0; e + 1 < offsets.length; e++) {
    const [x, y, z] = [axes.x[e]!, axes.y[e]!, axes.z[e]!];
    for (let i = offsets[e]!; i < offsets[e + 1]!; i++) {
      result[i] = momentum(py[i]! * z - pz[i]! * y, pz[i]! * x - px[i]! * z, px[i]! * y - py[i]! * x);
    }
  }
  return result;
}
