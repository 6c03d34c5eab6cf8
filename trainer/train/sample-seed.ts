import { TRUTHS, type TruthName } from '../../physics/hadronization/parameters.ts';
import { LUND_STRING_NAME, type SampleUse, truthSeed } from '../presets/truth-seed.ts';

/** Its place among the truths, the last there is room for (presets/truth-seed.ts). */
const LUND_STRING_PLACE = 9;

/** The seed of a truth's sample for some use. */
export function sampleSeed(use: SampleUse, truth: TruthName | typeof LUND_STRING_NAME): number {
  const place = truth === LUND_STRING_NAME ? LUND_STRING_PLACE : Object.keys(TRUTHS).indexOf(truth);
  return truthSeed(use, place);
}
