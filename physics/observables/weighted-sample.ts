/** A sample in increasing order with its weights divided by their sum. */
export interface SortedSample {
  values: Float64Array;
  /** Weight of each value; the sum is 1. */
  weights: Float64Array;
}

/**
 * Sorts a sample with optional weights. Throws a RangeError for an empty sample, a value that is not finite, a weight
 * that is negative or not finite, weights that add up to zero, or not as many weights as values.
 */
export function sortSample(values: ArrayLike<number>, weights?: ArrayLike<number>): SortedSample {
  const n = values.length;
  if (n === 0) throw new RangeError('a sample must not be empty');
  if (weights && weights.length !== n) throw new RangeError(`${n} values need as many weights, not ${weights.length}`);
  for (let i = 0; i < n; i++) {
    if (!Number.isFinite(values[i]!)) throw new RangeError(`value ${i} of a sample is not a finite number`);
    if (weights && !(weights[i]! >= 0 && weights[i]! < Number.POSITIVE_INFINITY))
      throw new RangeError(`weight ${i} of a sample is not a finite number >= 0`);
  }
  if (!weights) return { values: Float64Array.from(values).sort(), weights: new Float64Array(n).fill(1 / n) };
  return sortWeighted(values, weights);
}

function sortWeighted(values: ArrayLike<number>, weights: ArrayLike<number>): SortedSample {
  const n = values.length;
  const order = Uint32Array.from({ length: n }, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
  let sum = 0;
  for (let i = 0; i < n; i++) sum += weights[i]!;
  if (!(sum > 0 && sum < Number.POSITIVE_INFINITY))
    throw new RangeError('the weights of a sample add up to no number > 0');
  return {
    values: Float64Array.from(order, (i) => values[i]!),
    weights: Float64Array.from(order, (i) => weights[i]! / sum),
  };
}

/**
 * Walks the two empirical distribution functions from left to right: after each distinct value of either sample, calls
 * with F(x) - G(x), the value x and the next one (NaN after the last).
 */
export function walkDifference(
  a: SortedSample,
  b: SortedSample,
  step: (difference: number, x: number, next: number) => void,
): void {
  const [m, n] = [a.values.length, b.values.length];
  let [i, j, difference] = [0, 0, 0];
  while (i < m || j < n) {
    const x = Math.min(
      i < m ? a.values[i]! : Number.POSITIVE_INFINITY,
      j < n ? b.values[j]! : Number.POSITIVE_INFINITY,
    );
    for (; i < m && a.values[i] === x; i++) difference += a.weights[i]!;
    for (; j < n && b.values[j] === x; j++) difference -= b.weights[j]!;
    const next = Math.min(
      i < m ? a.values[i]! : Number.POSITIVE_INFINITY,
      j < n ? b.values[j]! : Number.POSITIVE_INFINITY,
    );
    step(difference, x, next === Number.POSITIVE_INFINITY ? Number.NaN : next);
  }
}
