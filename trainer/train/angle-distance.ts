import { wasserstein } from '../../physics/observables/wasserstein.ts';
import type { AngleSample } from './angle-sample.ts';

/** How far generated angles are from true ones, as watched while training. */
export interface AngleDistances {
  /** Wasserstein-1 distance of phi and theta, both scaled to (-1, 1), and their mean: HadML v1's figure of merit. */
  w1_phi: number;
  w1_theta: number;
  w1: number;
  /**
   * The same of |cos| between the hadrons' axis and the flight direction, for clusters above 20 GeV: the angles averaged
   * over all clusters look isotropic, so w1 alone is blind to the dependence on the cluster.
   */
  w1_alignment: number;
  /** The mean of w1 and w1_alignment: what the best network is chosen by. */
  distance: number;
}

const FAST = 20;

function column(unit: Float32Array, k: number): Float64Array {
  return Float64Array.from({ length: unit.length / 2 }, (_, i) => unit[2 * i + k]!);
}

/** |cos| between axis and flight direction of the clusters above 20 GeV. */
function alignments(unit: Float32Array, condition: Float32Array): Float64Array {
  const cosines: number[] = [];
  for (let i = 0; 2 * i < unit.length; i++) {
    if (condition[4 * i]! <= FAST) continue;
    const [x, y, z] = [condition[4 * i + 1]!, condition[4 * i + 2]!, condition[4 * i + 3]!];
    const phi = (unit[2 * i]! * Math.PI) / 2;
    const theta = ((unit[2 * i + 1]! + 1) * Math.PI) / 2;
    const along = Math.sin(theta) * (Math.cos(phi) * x + Math.sin(phi) * y) + Math.cos(theta) * z;
    cosines.push(Math.abs(along) / Math.sqrt(x * x + y * y + z * z));
  }
  return Float64Array.from(cosines);
}

/** Distances of generated angles (unit square, [n, 2]) from the true ones of the same clusters. */
export function angleDistances(generated: Float32Array, { unit, condition }: AngleSample): AngleDistances {
  const w1_phi = wasserstein(column(generated, 0), column(unit, 0));
  const w1_theta = wasserstein(column(generated, 1), column(unit, 1));
  const w1 = (w1_phi + w1_theta) / 2;
  const truth = alignments(unit, condition);
  const w1_alignment = truth.length === 0 ? 0 : wasserstein(alignments(generated, condition), truth);
  return { w1_phi, w1_theta, w1, w1_alignment, distance: (w1 + w1_alignment) / 2 };
}
