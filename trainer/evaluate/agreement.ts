import type { Agreement } from '../../models/contract/certificate.ts';
import { kolmogorovDistance } from '../../physics/observables/kolmogorov.ts';
import { chi2OfHistograms } from './chi2.ts';
import type { Entries } from './entries.ts';
import type { EventHistogram } from './event-histogram.ts';
import { fillEventHistogram } from './event-histogram.ts';

/** An observable and how it is shown. */
export interface ObservableAxis {
  name: string;
  unit: 'GeV' | 'rad' | '1';
  edges: Float64Array;
}

/** Entries with their histogram, and the weights of their events where they have any. */
export interface Filled {
  entries: Entries;
  histogram: EventHistogram;
  weights?: Float64Array;
}

/** Fills the histogram of an observable. */
export function filled(axis: ObservableAxis, entries: Entries, weights?: Float64Array): Filled {
  const histogram = fillEventHistogram(entries, axis.edges, weights);
  return weights ? { entries, histogram, weights } : { entries, histogram };
}

/** How far a sample is from an unweighted one. */
export function agreementOf(sample: Filled, target: Filled): Agreement {
  return {
    ...chi2OfHistograms(sample.histogram, target.histogram),
    // sums of shares may end a rounding above 1
    ks: Math.min(1, kolmogorovDistance(sample.entries.values, target.entries.values, entryWeights(sample))),
  };
}

/** The weight of each entry: that of its event. */
function entryWeights({ entries, weights }: Filled): Float64Array | undefined {
  if (!weights) return undefined;
  const spread = new Float64Array(entries.values.length);
  for (let event = 0; event < weights.length; event++)
    spread.fill(weights[event]!, entries.offsets[event], entries.offsets[event + 1]);
  return spread;
}
