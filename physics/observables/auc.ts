import { effectiveEvents } from './n-eff.ts';
import { placements } from './placements.ts';

/** Area under the ROC curve with its standard error. */
export interface Auc {
  auc: number;
  error: number;
}

/** Weighted mean of placements and the variance of that mean. */
function meanWithVariance(values: Float64Array, weights?: ArrayLike<number>): { mean: number; variance: number } {
  let [sumw, sum, squares] = [0, 0, 0];
  for (const [i, v] of values.entries()) {
    const w = weights ? weights[i]! : 1;
    sumw += w;
    sum += w * v;
  }
  const mean = sum / sumw;
  for (const [i, v] of values.entries()) {
    const residual = (weights ? weights[i]! : 1) * (v - mean);
    squares += residual * residual;
  }
  const n = weights ? effectiveEvents(weights) : values.length;
  return { mean, variance: ((squares / (sumw * sumw)) * n) / (n - 1) };
}

/**
 * The area under the ROC curve of a score that is to be larger for class 1: the probability that a class-1 event has a
 * larger score than a class-0 event, ties counting half (Mann-Whitney). Weights are optional and need not be
 * normalised.
 *
 * The standard error is DeLong's (Biometrics 44 (1988) 837): s10 / n1 + s01 / n0 with the variances of the placements
 * of each class in the other; with weights, the variances of the weighted means. NaN where a class has but one event.
 * It holds for independent entries. Throws a RangeError as `sortSample`.
 */
export function areaUnderRoc(
  class0: ArrayLike<number>,
  class1: ArrayLike<number>,
  weights0?: ArrayLike<number>,
  weights1?: ArrayLike<number>,
): Auc {
  const of1 = meanWithVariance(placements(class1, class0, weights0), weights1);
  const of0 = meanWithVariance(placements(class0, class1, weights1), weights0);
  return { auc: of1.mean, error: Math.sqrt(of1.variance + of0.variance) };
}
