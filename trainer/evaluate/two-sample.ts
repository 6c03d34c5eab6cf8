import type { Estimate } from '../../models/contract/certificate.ts';
import { GROUPS, jackknifeError } from './jackknife.ts';
import type { Passed, Ranked } from './ranked.ts';
import { sweep } from './ranked.ts';

/** Sums over groups 0 … GROUPS - 1 and, in the last place, over all: slot g holds what is left without group g. */
function leftOut(out: Float64Array, byGroup: Float64Array): Float64Array {
  let total = 0;
  for (let g = 0; g < GROUPS; g++) total += byGroup[g]!;
  for (let g = 0; g < GROUPS; g++) out[g] = total - byGroup[g]!;
  out[GROUPS] = total;
  return out;
}

const slots = (): Float64Array => new Float64Array(GROUPS + 1);

/** A statistic with each group of events left out, and (last) with all of them. */
export type LeftOut = Float64Array;

/** The estimate that stands for a statistic. */
export function estimateOf(values: LeftOut, events: number): Estimate {
  return { value: values[GROUPS]!, error: jackknifeError(values.subarray(0, GROUPS)), events };
}

/** The mean of several statistics of the same events, so that its error knows how they vary together. */
export function meanOf(parts: LeftOut[]): LeftOut {
  return slots().map((_, s) => parts.reduce((sum, part) => sum + part[s]!, 0) / parts.length);
}

/** First Wasserstein distance of two samples: the integral of |F_a - F_b|, in the unit of the values. */
export function wassersteinDistance(a: Ranked, b: Ranked): LeftOut {
  const [sizeA, sizeB] = [leftOut(slots(), a.counts), leftOut(slots(), b.counts)];
  const [passedA, passedB, distance] = [slots(), slots(), slots()];
  sweep(a, b, (value, next, passed) => {
    if (next === value) return;
    leftOut(passedA, passed.a);
    leftOut(passedB, passed.b);
    for (let s = 0; s <= GROUPS; s++)
      distance[s]! += Math.abs(passedA[s]! / sizeA[s]! - passedB[s]! / sizeB[s]!) * (next - value);
  });
  return distance;
}

/**
 * Area under the ROC curve of a cut that keeps large values, `b` being the signal: P(b > a) + P(b = a) / 2 (Mann and
 * Whitney); 0.5 where the samples cannot be told apart. With its error.
 */
export function aucEstimate(a: Ranked, b: Ranked): Estimate {
  const [sizeA, sizeB] = [leftOut(slots(), a.counts), leftOut(slots(), b.counts)];
  const [passedA, blockA, blockB, area] = [slots(), slots(), slots(), slots()];
  sweep(a, b, (_value, _next, passed: Passed, block: Passed) => {
    leftOut(passedA, passed.a);
    leftOut(blockA, block.a);
    leftOut(blockB, block.b);
    for (let s = 0; s <= GROUPS; s++)
      area[s]! += (blockB[s]! / sizeB[s]!) * ((passedA[s]! - blockA[s]! / 2) / sizeA[s]!);
  });
  return estimateOf(area, Math.min(a.events, b.events));
}

/** The same area for the better of the two directions of the cut. */
export function bestDirection(auc: Estimate): Estimate {
  return { ...auc, value: Math.max(auc.value, 1 - auc.value) };
}
