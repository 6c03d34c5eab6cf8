/**
 * The effective number of events of a weighted sample, (sum w)^2 / sum w^2 (Kish): the unweighted events that would
 * have the same relative statistical error. 0 for an empty sample or where all weights are 0.
 */
export function effectiveEvents(weights: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < weights.length; i++) largest = Math.max(largest, Math.abs(weights[i]!));
  if (largest === 0) return 0;
  // In units of the largest weight, so that no square overflows or vanishes.
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < weights.length; i++) {
    const w = weights[i]! / largest;
    sum += w;
    squares += w * w;
  }
  return (sum * sum) / squares;
}
