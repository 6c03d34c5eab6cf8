import { exp } from '../elementary/exp.ts';
import { log } from '../elementary/log.ts';
import { equalEdges } from './histogram.ts';
import { effectiveEvents } from './n-eff.ts';
import { type SortedSample, sortSample } from './weighted-sample.ts';

/** Fewest and most bins between 0 and 1: what a plot shows, and what a page holds. */
const FEWEST = 10;
const MOST = 200;

/** The smallest value up to which at least a share of the weight lies (numpy's `inverted_cdf`). */
export function weightedQuantile({ values, weights }: SortedSample, share: number): number {
  let sum = 0;
  for (const [i, w] of weights.entries()) {
    sum += w;
    // A share of the weight is met within the rounding of the sum.
    if (sum >= share - 1e-12 && w > 0) return values[i]!;
  }
  return values.at(-1)!;
}

/**
 * Number of equal bins between 0 and 1 for scores, by the rule of Freedman and Diaconis (Z. Wahrscheinlichkeitstheorie
 * verw. Gebiete 57 (1981) 453): the width is 2 IQR / n^(1/3), with the quartiles of the weighted sample and n its
 * effective number of events (sum w)^2 / sum w^2; at least 10 and at most 200. Weights count by their size, whatever
 * their sign. Throws a RangeError as `sortSample`.
 */
export function automaticBins(scores: ArrayLike<number>, weights?: ArrayLike<number>): number {
  const sizes = weights && Float64Array.from(weights, Math.abs);
  const sample = sortSample(scores, sizes);
  const range = weightedQuantile(sample, 0.75) - weightedQuantile(sample, 0.25);
  if (range === 0) return FEWEST;
  const n = sizes ? effectiveEvents(sizes) : scores.length;
  return Math.min(MOST, Math.max(FEWEST, Math.ceil(exp(log(n) / 3) / (2 * range))));
}

/** A sample of scores with the events' own weights, all 1 where absent. */
export interface WeightedScores {
  score: ArrayLike<number>;
  weight?: ArrayLike<number> | undefined;
}

/** Edges of equal bins between 0 and 1 that suit all of these samples: those of the one that needs the fewest. */
export function automaticEdges(...samples: readonly WeightedScores[]): Float64Array {
  return equalEdges(0, 1, Math.min(...samples.map(({ score, weight }) => automaticBins(score, weight))));
}
