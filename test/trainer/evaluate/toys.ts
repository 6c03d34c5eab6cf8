import { DOMAIN, randomStream, seedOf } from '../../../physics/random/stream.ts';
import type { Entries } from '../../../trainer/evaluate/entries.ts';

/** Exponential entries of the given rate, `size(event)` of them an event. */
export function exponentialEvents(
  seed: number,
  events: number,
  rate: number,
  size: (event: number) => number,
): Entries {
  const offsets = new Uint32Array(events + 1);
  for (let e = 0; e < events; e++) offsets[e + 1] = offsets[e]! + size(e);
  const values = new Float64Array(offsets[events]!);
  for (let e = 0; e < events; e++) {
    const stream = randomStream(seedOf(seed), DOMAIN.test, e);
    for (let k = offsets[e]!; k < offsets[e + 1]!; k++) values[k] = -Math.log(stream.uniform()) / rate;
  }
  return { values, offsets };
}

/** Normal-ish entries, one an event: sum of 12 uniforms less 6, plus a shift. */
export function bellEvents(seed: number, events: number, shift = 0): Entries {
  const values = new Float64Array(events);
  for (let e = 0; e < events; e++) {
    const stream = randomStream(seedOf(seed), DOMAIN.test, e);
    let sum = shift - 6;
    for (let k = 0; k < 12; k++) sum += stream.uniform();
    values[e] = sum;
  }
  return { values, offsets: Uint32Array.from({ length: events + 1 }, (_, i) => i) };
}

export const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, x) => sum + x, 0) / values.length;

export const deviation = (values: ArrayLike<number>): number => {
  const middle = mean(values);
  return Math.sqrt(Array.from(values).reduce((sum, x) => sum + (x - middle) ** 2, 0) / (values.length - 1));
};

/** Every entry `times` times over: entries of an event that say nothing new. */
export function repeated(entries: Entries, times: number): Entries {
  return {
    values: Float64Array.from(
      { length: entries.values.length * times },
      (_, k) => entries.values[Math.floor(k / times)]!,
    ),
    offsets: entries.offsets.map((offset) => offset * times),
  };
}
