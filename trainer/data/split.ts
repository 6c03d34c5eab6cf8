import { DOMAIN, randomStream, seedOf } from '../../physics/random/stream.ts';
import type { SampleUse } from '../presets/truth-seed.ts';

/** How a file's events are divided. */
const SHARES: readonly (readonly [SampleUse, number])[] = [
  ['training', 0.7],
  ['validation', 0.1],
  ['calibration', 0.1],
  ['certificate', 0.1],
];

/** The seed by which files are divided, whatever the seed of the training: certificates of two trainings compare. */
export const SPLIT_SEED = 50n;

/** What an event of a file is for. */
export interface EventPart {
  use: SampleUse;
  /** Clusters to decay (0), or hadrons to compare with (1), where a training needs samples that share no event. */
  half: 0 | 1;
}

/**
 * The part that event `index` of a file belongs to: a pure function of (seed, index) through the counter-based random
 * numbers, so that no event is in two parts whatever is read, in which order or how much of it.
 * @param index counts the file's events from 0, those without particles included
 */
export function partOf(seed: bigint, index: number): EventPart {
  const stream = randomStream(seedOf(seed), DOMAIN.split, index);
  let left = stream.uniform();
  const half = stream.uniform() < 0.5 ? 0 : 1;
  for (const [use, share] of SHARES) {
    if (left < share) return { use, half };
    left -= share;
  }
  return { use: 'certificate', half };
}
