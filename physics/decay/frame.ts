/**
 * The closed list of frames in which the direction of a cluster's decay is given (DESIGN section 5).
 *
 * - `cluster-rest/lab-axes`: pure boost to the cluster's rest frame, axes parallel to the lab; phi = atan2(py, px) in
 *   (-pi/2, pi/2], theta = acos(pz / p) in [0, pi]. The hadron with that phi is *the first*; it is hadron 1 or hadron 2
 *   with equal probability, because the angles do not say which.
 * - `cluster-rest/constituent-axis`: z along constituent 1 in the rest frame; theta from it, phi about it in
 *   (-pi, pi]; the angles are those of hadron 1. The azimuth is counted as `vector/rotation.ts` says.
 */
export const FRAMES = ['cluster-rest/lab-axes', 'cluster-rest/constituent-axis'] as const;

export type Frame = (typeof FRAMES)[number];
