import type { Distance, Estimate } from '../../models/contract/certificate.ts';
import type { Entries } from './entries.ts';
import { jackknifeError } from './jackknife.ts';

/** The statistical floor of a distance: what two independent truth samples of the size are apart, on average. */
export interface Floor {
  mean: Estimate;
  components: Record<string, Estimate>;
  floors: NonNullable<Distance['floors']>;
}

/** The values of one sample, sorted, component by component. */
export type SortedComponents = Record<string, Float64Array>;

/** Sorts each component's values. */
export function sortComponents(components: Record<string, Entries>): SortedComponents {
  return Object.fromEntries(Object.entries(components).map(([name, { values }]) => [name, values.slice().sort()]));
}

/** First Wasserstein distance of two sorted samples: the integral of |F_a - F_b|. */
export function sortedDistance(a: Float64Array, b: Float64Array): number {
  let [i, j, distance] = [0, 0, 0];
  let last = Math.min(a[0]!, b[0]!);
  while (i < a.length || j < b.length) {
    const ofA = j >= b.length || (i < a.length && a[i]! <= b[j]!);
    const next = ofA ? a[i]! : b[j]!;
    distance += Math.abs(i / a.length - j / b.length) * (next - last);
    last = next;
    if (ofA) i++;
    else j++;
  }
  return distance;
}

interface Pair {
  a: number;
  b: number;
  distances: Record<string, number>;
  mean: number;
}

function pairsOf(samples: readonly SortedComponents[]): Pair[] {
  const names = Object.keys(samples[0]!);
  return samples.flatMap((of, a) =>
    samples.slice(a + 1).map((other, k) => {
      const distances = Object.fromEntries(names.map((name) => [name, sortedDistance(of[name]!, other[name]!)]));
      return {
        a,
        b: a + 1 + k,
        distances,
        mean: names.reduce((sum, name) => sum + distances[name]! / names.length, 0),
      };
    }),
  );
}

const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * The floor from all pairs of independent samples, two at least. Its error is the jackknife's over samples (leaving one
 * out takes all of its pairs away), since pairs that share a sample are not independent; 0 for a single pair, where
 * nothing is known of it.
 */
export function floorOf(samples: readonly SortedComponents[], events: number): Floor {
  const pairs = pairsOf(samples);
  const estimate = (of: (pair: Pair) => number): Estimate => {
    const without = samples.map((_, left) => average(pairs.filter(({ a, b }) => a !== left && b !== left).map(of)));
    return { value: average(pairs.map(of)), error: samples.length > 2 ? jackknifeError(without) : 0, events };
  };
  const middle = average(pairs.map(({ mean }) => mean));
  const squares = pairs.reduce((sum, { mean }) => sum + (mean - middle) ** 2, 0);
  return {
    mean: estimate(({ mean }) => mean),
    components: Object.fromEntries(
      Object.keys(samples[0]!).map((name) => [name, estimate(({ distances }) => distances[name]!)]),
    ),
    floors: {
      samples: samples.length,
      pairs: pairs.length,
      deviation: Math.sqrt(squares / Math.max(1, pairs.length - 1)),
    },
  };
}
