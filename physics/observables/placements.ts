import { sortSample } from './weighted-sample.ts';

/**
 * For each x: the weighted share of a sample below x plus half the share equal to x. 0 to 1.
 * (DeLong, DeLong, Clarke-Pearson, Biometrics 44 (1988) 837: the "placement" of x in the sample.)
 */
export function placements(
  xs: ArrayLike<number>,
  sample: ArrayLike<number>,
  weights?: ArrayLike<number>,
): Float64Array {
  const sorted = sortSample(sample, weights);
  const below = new Float64Array(sorted.values.length + 1);
  for (const [i, w] of sorted.weights.entries()) below[i + 1] = below[i]! + w;
  return Float64Array.from(
    xs,
    (x) => (below[lowerBound(sorted.values, x)]! + below[upperBound(sorted.values, x)]!) / 2,
  );
}

/** Number of sorted values below x. */
function lowerBound(values: Float64Array, x: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Number of sorted values up to x. */
function upperBound(values: Float64Array, x: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}
