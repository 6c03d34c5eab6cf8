import type { Frame } from '../../models/contract/frame.ts';

/** A linear map value * factor + shift. */
export interface Affine {
  factor: number;
  shift: number;
}

/** What a pair of angles means in some code, and how it becomes one of our frames. */
export interface Convention {
  frame: Frame;
  /** In radians, from the code's angles to ours. */
  phi: Affine;
  theta: Affine;
  /** What is lost, or null. */
  lossy: string | null;
}

const SAME: Affine = { factor: 1, shift: 0 };
const HALF_PI = Math.PI / 2;
/** phi' from the y axis towards x: px = sin(theta) sin(phi'), py = sin(theta) cos(phi'). */
const FROM_Y: Affine = { factor: -1, shift: HALF_PI };
const LOST_SIGN =
  'keeps arctan(px / py), which is the same for (px, py) and (-px, -py): the hadron is lost for half of the clusters';

/**
 * The closed list of conventions that can be converted. All are linear in the angles, so that the conversion is exact
 * but for rounding and needs no operator that the gate does not know. What is not here cannot be: cosines or components
 * instead of angles need an arccosine or arctangent, another polar axis needs both, and a frame that says which of the
 * two hadrons the angles belong to in lab axes does not exist here (`physics/decay/frame.ts`).
 *
 * Any finite angles mean the direction they point to, and in lab axes the hadron is either of the two with equal
 * probability. So a theta folded into (-pi/2, pi/2), as HadML v1 has it, needs no unfolding: theta and theta + pi are
 * opposite directions, which are the same pair of hadrons.
 */
export const CONVENTIONS = {
  /** phi from x towards y, theta from z, axes parallel to the lab. */
  'lab-axes': { frame: 'cluster-rest/lab-axes', phi: SAME, theta: SAME, lossy: null },
  /** phi from x towards -y. */
  'lab-axes/phi-clockwise': { frame: 'cluster-rest/lab-axes', phi: { factor: -1, shift: 0 }, theta: SAME, lossy: null },
  /** phi from y towards x, by the two-argument arctangent. */
  'lab-axes/phi-from-y': { frame: 'cluster-rest/lab-axes', phi: FROM_Y, theta: SAME, lossy: null },
  /** theta from -z. */
  'lab-axes/theta-from-minus-z': {
    frame: 'cluster-rest/lab-axes',
    phi: SAME,
    theta: { factor: -1, shift: Math.PI },
    lossy: null,
  },
  /** HadML v1: phi = arctan(px / py), theta = arctan(pT / pz) in (-pi/2, pi/2). */
  'hadml-v1': { frame: 'cluster-rest/lab-axes', phi: FROM_Y, theta: SAME, lossy: LOST_SIGN },
  /** HadML v2's angles: the same phi, theta unfolded into (0, pi). */
  'hadml-v2': { frame: 'cluster-rest/lab-axes', phi: FROM_Y, theta: SAME, lossy: LOST_SIGN },
  /** theta from constituent 1, phi about it, of hadron 1; where phi begins is taken as `physics/vector/rotation.ts` has it. */
  'constituent-axis': { frame: 'cluster-rest/constituent-axis', phi: SAME, theta: SAME, lossy: null },
} as const satisfies Record<string, Convention>;
