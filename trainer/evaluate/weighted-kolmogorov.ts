import type { Entries } from './entries.ts';
import { eventCount } from './entries.ts';

/**
 * Kolmogorov's distance of two samples of entries, the largest |F_a - F_b|; each entry of a counts with its event's
 * weight (1 without weights).
 */
export function weightedKolmogorov(a: Entries, b: Entries, weights?: Float64Array): number {
  const order = Uint32Array.from(a.values.keys()).sort((i, j) => a.values[i]! - a.values[j]!);
  const entryWeights = weights ? spreadWeights(a, weights) : new Float64Array(a.values.length).fill(1);
  const sorted = b.values.slice().sort();
  let total = 0;
  for (const weight of entryWeights) total += weight;
  let [sum, j, largest] = [0, 0, 0];
  for (let i = 0; i < order.length; ) {
    const value = a.values[order[i]!]!;
    while (sorted[j]! < value) j++;
    largest = Math.max(largest, Math.abs(sum / total - j / sorted.length));
    for (; i < order.length && a.values[order[i]!] === value; i++) sum += entryWeights[order[i]!]!;
    while (sorted[j]! <= value) j++;
    largest = Math.max(largest, Math.abs(sum / total - j / sorted.length));
  }
  return Math.min(1, largest);
}

function spreadWeights(entries: Entries, weights: Float64Array): Float64Array {
  const out = new Float64Array(entries.values.length);
  for (let event = 0; event < eventCount(entries); event++)
    out.fill(weights[event]!, entries.offsets[event], entries.offsets[event + 1]);
  return out;
}
