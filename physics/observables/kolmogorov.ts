import { exp } from '../elementary/exp.ts';
import { effectiveEvents } from './n-eff.ts';
import { sortSample, walkDifference } from './weighted-sample.ts';

/**
 * The two-sample Kolmogorov distance: the largest difference of the two empirical distribution functions, ties and
 * weights included. Throws a RangeError as `sortSample`.
 */
export function kolmogorovDistance(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  weightsA?: ArrayLike<number>,
  weightsB?: ArrayLike<number>,
): number {
  let largest = 0;
  walkDifference(sortSample(a, weightsA), sortSample(b, weightsB), (difference) => {
    largest = Math.max(largest, Math.abs(difference));
  });
  return largest;
}

/** Probability that Kolmogorov's limiting distribution exceeds lambda: 2 sum_j (-1)^(j-1) exp(-2 j^2 lambda^2). */
export function kolmogorovTail(lambda: number): number {
  // Below, the alternating sum converges slowly and is 1 within 1e-12.
  if (lambda < 0.2) return 1;
  let sum = 0;
  for (let j = 1; j <= 100; j++) {
    const term = exp(-2 * j * j * lambda * lambda);
    sum += j % 2 === 1 ? term : -term;
    if (term < 1e-17) break;
  }
  return Math.min(1, Math.max(0, 2 * sum));
}

/** A two-sample Kolmogorov-Smirnov test. */
export interface KolmogorovTest {
  distance: number;
  p_value: number;
}

/**
 * The Kolmogorov-Smirnov test that two samples come from one distribution. The p-value is the asymptotic one with
 * Stephens' correction (J. R. Stat. Soc. B 32 (1970) 115): lambda = (sqrt(n) + 0.12 + 0.11 / sqrt(n)) D,
 * n = n_a n_b / (n_a + n_b), with effective numbers for weighted samples. It holds for independent entries: hadrons of
 * one event are not, and need distances calibrated by event.
 */
export function kolmogorovTest(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  weightsA?: ArrayLike<number>,
  weightsB?: ArrayLike<number>,
): KolmogorovTest {
  const distance = kolmogorovDistance(a, b, weightsA, weightsB);
  const na = weightsA ? effectiveEvents(weightsA) : a.length;
  const nb = weightsB ? effectiveEvents(weightsB) : b.length;
  const root = Math.sqrt((na * nb) / (na + nb));
  return { distance, p_value: kolmogorovTail((root + 0.12 + 0.11 / root) * distance) };
}
