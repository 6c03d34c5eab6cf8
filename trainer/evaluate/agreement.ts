import type { Agreement } from '../../models/contract/certificate.ts';
import { chi2OfHistograms } from './chi2.ts';
import type { Entries } from './entries.ts';
import type { EventHistogram } from './event-histogram.ts';
import { fillEventHistogram } from './event-histogram.ts';
import { weightedKolmogorov } from './weighted-kolmogorov.ts';

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
    ks: weightedKolmogorov(sample.entries, target.entries, sample.weights),
  };
}
