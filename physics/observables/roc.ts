import { sortSample } from './weighted-sample.ts';

/** Points of a ROC curve, from (0, 0) to (1, 1): the shares of each class with score >= threshold. */
export interface RocCurve {
  threshold: Float64Array;
  /** Share of class 0 kept: false positives. */
  false_positive: Float64Array;
  /** Share of class 1 kept: true positives. */
  true_positive: Float64Array;
}

/**
 * The ROC curve of a score that is to be larger for class 1: a point for each distinct score, thresholds falling from
 * Infinity. Weights are optional. Throws a RangeError as `sortSample`.
 */
export function rocCurve(
  class0: ArrayLike<number>,
  class1: ArrayLike<number>,
  weights0?: ArrayLike<number>,
  weights1?: ArrayLike<number>,
): RocCurve {
  const a = sortSample(class0, weights0);
  const b = sortSample(class1, weights1);
  const points: [number, number, number][] = [[Number.POSITIVE_INFINITY, 0, 0]];
  let [i, j, fpr, tpr] = [a.values.length - 1, b.values.length - 1, 0, 0];
  while (i >= 0 || j >= 0) {
    const x = Math.max(
      i >= 0 ? a.values[i]! : Number.NEGATIVE_INFINITY,
      j >= 0 ? b.values[j]! : Number.NEGATIVE_INFINITY,
    );
    for (; i >= 0 && a.values[i] === x; i--) fpr += a.weights[i]!;
    for (; j >= 0 && b.values[j] === x; j--) tpr += b.weights[j]!;
    // The sums of weights end at 1 but for rounding; the curve ends there exactly.
    points.push([x, i < 0 ? 1 : Math.min(fpr, 1), j < 0 ? 1 : Math.min(tpr, 1)]);
  }
  return {
    threshold: Float64Array.from(points, (p) => p[0]),
    false_positive: Float64Array.from(points, (p) => p[1]),
    true_positive: Float64Array.from(points, (p) => p[2]),
  };
}

/** Area under a ROC curve by trapezes: equal to the Mann-Whitney probability. */
export function areaUnderCurve(curve: RocCurve): number {
  let area = 0;
  for (let i = 1; i < curve.threshold.length; i++) {
    const width = curve.false_positive[i]! - curve.false_positive[i - 1]!;
    area += (width * (curve.true_positive[i]! + curve.true_positive[i - 1]!)) / 2;
  }
  return area;
}
