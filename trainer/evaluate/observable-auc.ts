import type { ObservableAuc } from '../../models/contract/certificate.ts';
import { type Entries, eventCount, sliceEvents } from './entries.ts';
import { classOf, fillEventHistogram } from './event-histogram.ts';
import { rank } from './ranked.ts';
import { aucEstimate, bestDirection } from './two-sample.ts';

/** Bins of the histogram whose ratio is used: equal shares of class 0. */
const BINS = 50;

/**
 * How well one observable tells the classes apart: by a cut, as arXiv:2305.17169 scans it, and by the likelihood ratio
 * of two histograms, which needs no monotonic dependence (what their boosted decision trees do). The histograms are
 * filled with one half of the events and judged on the other, so that noise is not taken for separation.
 */
export function observableAuc(name: string, per: 'hadron' | 'event', class0: Entries, class1: Entries): ObservableAuc {
  return {
    name,
    per,
    threshold: bestDirection(aucEstimate(rank(class0), rank(class1))),
    likelihood_ratio: ratioAuc(class0, class1),
  };
}

function ratioAuc(class0: Entries, class1: Entries) {
  const [middle0, middle1] = [eventCount(class0) >> 1, eventCount(class1) >> 1];
  const edges = quantileEdges(sliceEvents(class0, 0, middle0).values);
  const fill0 = fillEventHistogram(sliceEvents(class0, 0, middle0), edges);
  const fill1 = fillEventHistogram(sliceEvents(class1, 0, middle1), edges);
  const [total0, total1] = [sumOf(fill0.sums), sumOf(fill1.sums)];
  const share = fill0.sums.map((in0, c) => {
    const [p0, p1] = [(in0 + 0.5) / total0, (fill1.sums[c]! + 0.5) / total1];
    return p1 / (p0 + p1);
  });
  const judge = (entries: Entries, first: number) => {
    const { values, offsets } = sliceEvents(entries, first, eventCount(entries));
    return rank({ values: values.map((value) => share[classOf(edges, value)]!), offsets });
  };
  return aucEstimate(judge(class0, middle0), judge(class1, middle1));
}

const sumOf = (values: Float64Array): number => values.reduce((sum, x) => sum + x, 0);

/** Edges that share the values equally; equal edges (a discrete observable) are kept once. */
function quantileEdges(values: Float64Array): Float64Array {
  const sorted = values.slice().sort();
  const edges = Array.from({ length: BINS - 1 }, (_, i) => sorted[Math.floor((sorted.length * (i + 1)) / BINS)]!);
  return Float64Array.from(new Set(edges));
}
