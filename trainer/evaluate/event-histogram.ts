import type { CertificateHistogram } from '../../models/contract/certificate.ts';
import { binOf } from '../../physics/observables/histogram.ts';
import type { Entries } from './entries.ts';
import { eventCount } from './entries.ts';

/**
 * A histogram that knows how its bins vary together. Classes 0 … bins + 1 are underflow, the bins, overflow; so no
 * entry is lost. `covariance` (row-major) is the sum over events of the outer product of what each event puts into the
 * classes: the covariance of `sums` for a Poisson number of independent events.
 */
export interface EventHistogram {
  edges: Float64Array;
  sums: Float64Array;
  covariance: Float64Array;
  /** Sum of event weights. */
  total: number;
}

/** Fills a histogram, every entry with the weight of its event (1 without weights). */
export function fillEventHistogram(entries: Entries, edges: Float64Array, weights?: Float64Array): EventHistogram {
  const classes = edges.length + 1;
  const sums = new Float64Array(classes);
  const covariance = new Float64Array(classes * classes);
  const found = new Uint32Array(classes);
  const touched: number[] = [];
  let total = 0;
  for (let event = 0; event < eventCount(entries); event++) {
    const weight = weights ? weights[event]! : 1;
    total += weight;
    touched.length = 0;
    for (let k = entries.offsets[event]!; k < entries.offsets[event + 1]!; k++) {
      const c = classOf(edges, entries.values[k]!);
      if (found[c]!++ === 0) touched.push(c);
    }
    for (const c of touched) {
      sums[c]! += weight * found[c]!;
      for (const d of touched) covariance[c * classes + d]! += weight * weight * found[c]! * found[d]!;
    }
    for (const c of touched) found[c] = 0;
  }
  return { edges, sums, covariance, total };
}

/** The class of a value: 0 below the first edge, i + 1 in bin i (the last bin closed), bins + 1 above. */
export function classOf(edges: Float64Array, value: number): number {
  return binOf(edges, value) + 1;
}

/** The histogram as the certificate shows it. */
export function toCertificate(histogram: EventHistogram): CertificateHistogram {
  const bins = histogram.edges.length - 1;
  const classes = bins + 2;
  const inside = Array.from({ length: bins }, (_, i) => i + 1);
  return {
    edges: [...histogram.edges],
    sumw: inside.map((c) => histogram.sums[c]!),
    sumw2: inside.map((c) => histogram.covariance[c * classes + c]!),
    underflow: histogram.sums[0]!,
    overflow: histogram.sums[bins + 1]!,
  };
}
