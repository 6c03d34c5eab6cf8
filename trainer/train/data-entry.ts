import { TRUTHS, type TruthName } from '../../physics/hadronization/parameters.ts';
import { type SampleUse, truthSeed } from '../presets/truth-seed.ts';
import type { TrainingRecord } from './training-record.ts';

/** The seed of a truth's sample for some use. */
export function sampleSeed(use: SampleUse, truth: TruthName): number {
  return truthSeed(use, Object.keys(TRUTHS).indexOf(truth));
}

/** A simulated sample as the manifest's `data` lists it; `label` is the class of a scorer's sample. */
export function dataEntry(
  use: SampleUse,
  truth: TruthName,
  events: number,
  label?: '0' | '1',
): TrainingRecord['data'][number] {
  return {
    use,
    source: 'hadronedge simulate',
    parameters: { truth, ...(label === undefined ? {} : { class: label }), ...TRUTHS[truth] },
    events,
    seed: `${sampleSeed(use, truth)}`,
  };
}
