/** What a simulated sample is for, as the manifest's `data` says it. */
export type SampleUse = 'training' | 'validation' | 'calibration' | 'certificate';

const BASE: Record<SampleUse, number> = { training: 10, validation: 20, calibration: 30, certificate: 40 };

/**
 * The seed of a simulated truth sample. Each use and each truth has a seed of its own, so that no event is ever used
 * twice: training, validation, calibration and certificate are disjoint whatever their sizes, and so are the two
 * classes of a scorer. It does not depend on the training's seed, which fixes initial weights, noise and batches.
 * @param truth its place in TRUTHS, from 0: nominal, kinmin, kinmax, … ; below 10
 */
export function truthSeed(use: SampleUse, truth: number): number {
  return BASE[use] + truth;
}

/** The name of the second truth, beside those of the cluster model. */
export const LUND_STRING_NAME = 'lund-string';
