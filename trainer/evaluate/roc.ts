import { rocCurve } from '../../physics/observables/roc.ts';

/**
 * A ROC curve thinned to `points` points: for each of as many evenly spaced false positive rates from 0 to 1, the first
 * point of the full curve that reaches it.
 */
export function rocPoints(class0: Float64Array, class1: Float64Array, points = 101) {
  const { false_positive, true_positive } = rocCurve(class0, class1);
  const rates: { false_positive_rate: number[]; true_positive_rate: number[] } = {
    false_positive_rate: [0],
    true_positive_rate: [0],
  };
  let k = 0;
  for (let i = 1; i < points - 1; i++) {
    while (false_positive[k]! < i / (points - 1)) k++;
    rates.false_positive_rate.push(false_positive[k]!);
    rates.true_positive_rate.push(true_positive[k]!);
  }
  rates.false_positive_rate.push(1);
  rates.true_positive_rate.push(1);
  return rates;
}
