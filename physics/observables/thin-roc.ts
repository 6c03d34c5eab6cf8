import type { RocCurve } from './roc.ts';

/**
 * Points (false positive, true positive) of a ROC curve, from (0, 0) to (1, 1), few enough to be drawn: those after which
 * one of the two has gone on by `step` at least since the last. The curve between is a straight line within `step`.
 */
export function thinRoc({ false_positive, true_positive }: RocCurve, step: number): [number, number][] {
  const points: [number, number][] = [[false_positive[0]!, true_positive[0]!]];
  const last = false_positive.length - 1;
  for (let i = 1; i <= last; i++) {
    const [x, y] = points.at(-1)!;
    const [nextX, nextY] = [false_positive[i]!, true_positive[i]!];
    if (i === last || nextX - x >= step || nextY - y >= step) points.push([nextX, nextY]);
  }
  return points;
}
