import type { EventSet } from '../../columns.ts';
import { momentum } from '../../vector/momentum.ts';
import { largestEigenpair } from './eigenpair.ts';

/** The main direction of each event. */
export interface EventAxes {
  /** Unit vectors, one x, y, z column each; (0, 0, 0) for an event without momentum. Their sign means nothing. */
  x: Float64Array;
  y: Float64Array;
  z: Float64Array;
  /** Largest eigenvalue: 1 for a pencil, 1/3 for an isotropic event. NaN for an event without momentum. */
  lambda1: Float64Array;
}

const tensor = new Float64Array(6);
const eigenpair = new Float64Array(4);

/**
 * The event axis: the eigenvector of the largest eigenvalue of the linearised momentum tensor
 * sum_i p_a p_b / |p| / sum_i |p| (Parisi, Phys. Lett. B 74 (1978) 65; Donoghue, Low, Pi, Phys. Rev. D 20 (1979) 2759),
 * which, unlike the quadratic sphericity tensor, does not change when a particle splits into collinear ones.
 */
export function eventAxes(events: EventSet): EventAxes {
  const n = events.offsets.length - 1;
  const column = (): Float64Array => new Float64Array(n);
  const axes = { x: column(), y: column(), z: column(), lambda1: column() };
  for (let e = 0; e < n; e++) {
    const sum = setTensor(events, e);
    if (sum > 0) largestEigenpair(eigenpair, tensor);
    else eigenpair.set([0, 0, 0, Number.NaN]);
    axes.x[e] = eigenpair[0]!;
    axes.y[e] = eigenpair[1]!;
    axes.z[e] = eigenpair[2]!;
    axes.lambda1[e] = eigenpair[3]!;
  }
  return axes;
}

/** Sets the normalised tensor (xx, xy, xz, yy, yz, zz) of event e; gives the sum of |p|. */
function setTensor({ px, py, pz, offsets }: EventSet, e: number): number {
  tensor.fill(0);
  let sum = 0;
  for (let i = offsets[e]!; i < offsets[e + 1]!; i++) {
    const p = momentum(px[i]!, py[i]!, pz[i]!);
    if (p === 0) continue;
    sum += p;
    tensor[0]! += (px[i]! * px[i]!) / p;
    tensor[1]! += (px[i]! * py[i]!) / p;
    tensor[2]! += (px[i]! * pz[i]!) / p;
    tensor[3]! += (py[i]! * py[i]!) / p;
    tensor[4]! += (py[i]! * pz[i]!) / p;
    tensor[5]! += (pz[i]! * pz[i]!) / p;
  }
  for (let k = 0; k < 6; k++) tensor[k]! /= sum;
  return sum;
}
