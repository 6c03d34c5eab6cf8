/**
 * Fixed linear scaling of a network's inputs, value * factor + shift, which takes each column's bounds to (-1, 1).
 * Fixed bounds as in HadML v2 (arXiv:2305.17169 code): nothing is fitted, so a model's inputs mean the same in each.
 */
export interface Scaling {
  factor: Float32Array;
  shift: Float32Array;
}

/** The scaling that takes (low, high) of each column to (-1, 1). */
export function scalingOf(bounds: readonly (readonly [low: number, high: number])[]): Scaling {
  return {
    factor: Float32Array.from(bounds, ([low, high]) => 2 / (high - low)),
    shift: Float32Array.from(bounds, ([low, high]) => -(low + high) / (high - low)),
  };
}

/** Cluster E, px, py, pz in GeV. Bounds of HadML v2: at LEP no cluster carries more than the beam energy of 45.6. */
export const CLUSTER_SCALING = scalingOf([
  [0, 50],
  [-50, 50],
  [-50, 50],
  [-50, 50],
]);

/** Hadron E, px, py, pz in GeV, to just above the beam energy of 45.6 GeV. HadML v2's 40 and 30 leave some outside. */
export const HADRON_SCALING = scalingOf([
  [0, 46],
  [-46, 46],
  [-46, 46],
  [-46, 46],
]);

/**
 * Angles from the unit square: phi = u_0 * factor_0, theta = u_1 * factor_1 + shift_1 with u in [-1, 1] (tanh). The
 * factor is the float32 number below pi/2, so that float32 results stay inside phi (-pi/2, pi/2] and theta [0, pi].
 */
const HALF_PI = 1.5707962512969971;
export const ANGLE_SCALING: Scaling = {
  factor: Float32Array.of(HALF_PI, HALF_PI),
  shift: Float32Array.of(0, HALF_PI),
};
