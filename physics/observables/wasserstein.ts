import { sortSample, walkDifference } from './weighted-sample.ts';

/**
 * The Wasserstein-1 distance of two one-dimensional samples, exactly: the area between their empirical distribution
 * functions, in the values' unit (Ramdas, Garcia, Cuturi, Entropy 19 (2017) 47, eq. 3; scipy.stats.wasserstein_distance).
 * Weights are optional and need not be normalised. Throws a RangeError as `sortSample`.
 */
export function wasserstein(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  weightsA?: ArrayLike<number>,
  weightsB?: ArrayLike<number>,
): number {
  let area = 0;
  walkDifference(sortSample(a, weightsA), sortSample(b, weightsB), (difference, x, next) => {
    if (!Number.isNaN(next)) area += Math.abs(difference) * (next - x);
  });
  return area;
}
