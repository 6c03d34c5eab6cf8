/** A mean and its error from the spread of the values, which must be independent (one an event, say). */
export function meanOf(values: ArrayLike<number>): { mean: number; error: number } {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    sum += values[i]!;
    squares += values[i]! ** 2;
  }
  const mean = sum / values.length;
  return { mean, error: Math.sqrt(Math.max(0, squares / values.length - mean * mean) / (values.length - 1)) };
}

/** Distance of a mean from what is expected, in standard deviations of both. */
export function pull(values: ArrayLike<number>, expected: number, expectedError = 0): number {
  const { mean, error } = meanOf(values);
  return (mean - expected) / Math.hypot(error, expectedError);
}

/** Kolmogorov distance of independent values from a cumulative distribution, times sqrt(n): above 1.95 once in 1000. */
export function kolmogorov(values: number[], cumulative: (x: number) => number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const n = sorted.length;
  let distance = 0;
  for (const [i, x] of sorted.entries())
    distance = Math.max(distance, (i + 1) / n - cumulative(x), cumulative(x) - i / n);
  return distance * Math.sqrt(n);
}

/** Integral of a smooth function by Simpson's rule on 2n intervals. */
export function integrate(f: (x: number) => number, low: number, high: number, n = 2000): number {
  const h = (high - low) / (2 * n);
  let sum = f(low) + f(high);
  for (let i = 1; i < 2 * n; i++) sum += (i % 2 === 1 ? 4 : 2) * f(low + i * h);
  return (sum * h) / 3;
}
