/** A mean with its standard error; the error is NaN where there is but one independent entry. */
export interface Mean {
  mean: number;
  error: number;
}

/**
 * The mean of independent values and its error: sum(w x) / sum(w), sqrt(n / (n - 1) sum w^2 (x - mean)^2) / sum(w).
 * Throws a RangeError for an empty sample or weights that add up to zero.
 */
export function meanOf(values: ArrayLike<number>, weights?: ArrayLike<number>): Mean {
  const n = values.length;
  return ratioOf(
    n,
    (i) => (weights ? weights[i]! : 1) * values[i]!,
    (i) => (weights ? weights[i]! : 1),
  );
}

/**
 * The mean over all particles of events, with an error that knows that the particles of one event are correlated: only
 * events are taken as independent. Particles of event e stand at offsets[e] up to offsets[e + 1]; weights are per event.
 */
export function meanOverEvents(
  values: ArrayLike<number>,
  offsets: ArrayLike<number>,
  weights?: ArrayLike<number>,
): Mean {
  const sumOf = (e: number): number => {
    let sum = 0;
    for (let i = offsets[e]!; i < offsets[e + 1]!; i++) sum += values[i]!;
    return sum;
  };
  const weightOf = (e: number): number => (weights ? weights[e]! : 1);
  return ratioOf(
    offsets.length - 1,
    (e) => weightOf(e) * sumOf(e),
    (e) => weightOf(e) * (offsets[e + 1]! - offsets[e]!),
  );
}

/** R = sum(y) / sum(x) over n independent entries, its error from the residuals y - R x (ratio estimator). */
function ratioOf(n: number, y: (i: number) => number, x: (i: number) => number): Mean {
  let [sumY, sumX, squares] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    sumY += y(i);
    sumX += x(i);
  }
  if (sumX === 0) throw new RangeError('a mean needs entries whose weights do not add up to zero');
  const mean = sumY / sumX;
  for (let i = 0; i < n; i++) {
    const residual = y(i) - mean * x(i);
    squares += residual * residual;
  }
  return { mean, error: Math.sqrt((squares * n) / (n - 1)) / Math.abs(sumX) };
}
