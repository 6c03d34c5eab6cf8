import { describe, expect, it } from 'vitest';
import { type HadronizationParameters, TRUTHS } from '../../../physics/hadronization/parameters.ts';
import { simulateDecays } from '../../../physics/hadronization/simulate.ts';
import { LUND_STRING } from '../../../physics/hadronization/string/parameters.ts';
import { simulateWeighted, type WeightedEvents } from '../../../physics/hadronization/string/weighted.ts';
import type { TruthSet } from '../../../physics/hadronization/truth-set.ts';
import { seedOf } from '../../../physics/random/stream.ts';
import { simulateStringTruth, simulateTruth, type TruthOptions } from '../../../trainer/data/truth.ts';

const seed = seedOf(5);

async function collect(count: number, options: TruthOptions): Promise<TruthSet[]> {
  const sets: TruthSet[] = [];
  for await (const set of simulateTruth(TRUTHS.nominal, seed, 100, count, options)) sets.push(set);
  return sets;
}

/** Reads all of ten events. */
async function readTen(parameters: HadronizationParameters, options: TruthOptions, first = 0): Promise<void> {
  const sets = simulateTruth(parameters, seed, first, 10, options);
  while (!(await sets.next()).done);
}

describe('simulateTruth', () => {
  it('gives the same sets for any number of workers, those of simulateDecays', async () => {
    const here = await collect(250, { workers: 0, chunk: 40 });
    expect(here.map((set) => set.offsets.length - 1)).toEqual([40, 40, 40, 40, 40, 40, 10]);
    expect(here[6]).toEqual(simulateDecays(TRUTHS.nominal, seed, 340, 10));
    expect(here[6]).not.toEqual(simulateDecays(TRUTHS.nominal, seed, 341, 10));
    for (const workers of [1, 2, 5]) expect(await collect(250, { workers, chunk: 40 })).toEqual(here);
  });

  it('tells how far it is, in order', async () => {
    const done: number[] = [];
    await collect(100, { workers: 2, chunk: 30, onProgress: (n) => done.push(n) });
    expect(done).toEqual([30, 60, 90, 100]);
  });

  it('ends when it is told to, also while threads are at work', async () => {
    const controller = new AbortController();
    let sets = 0;
    const run = async (): Promise<void> => {
      const options = { workers: 2, chunk: 100, signal: controller.signal };
      for await (const set of simulateTruth(TRUTHS.nominal, seed, 0, 1e9, options)) {
        sets += set.offsets.length > 0 ? 1 : 0;
        if (sets === 3) controller.abort(new Error('enough'));
      }
    };
    await expect(run()).rejects.toThrow('enough');
    expect(sets).toBe(3);
    await expect(collect(10, { signal: AbortSignal.abort(new Error('before')) })).rejects.toThrow('before');
  });

  it('ends its threads when the reader stops', async () => {
    for await (const set of simulateTruth(TRUTHS.nominal, seed, 0, 1e9, { workers: 2, chunk: 50 })) {
      expect(set.offsets).toHaveLength(51);
      break;
    }
  });

  it('says what is wrong, before or in the threads', async () => {
    await expect(readTen({ ...TRUTHS.nominal, pTmin: -1 }, {})).rejects.toThrow(/pTmin/);
    await expect(readTen(TRUTHS.nominal, { workers: -1 })).rejects.toThrow(/workers/);
    await expect(readTen(TRUTHS.nominal, { chunk: 0 })).rejects.toThrow(/chunk/);
    await expect(readTen(TRUTHS.nominal, {}, 0.5)).rejects.toThrow(/first/);
    // Found only by trying: every pair strange, so that no event survives.
    const hopeless = { ...TRUTHS.nominal, gluonStrangeWeight: 1e12, fissionStrangeWeight: 1e12 };
    await expect(readTen(hopeless, { workers: 2, chunk: 5 })).rejects.toThrow(/no event through/);
  });
});

/** The first set of a string truth with its own a, weighted to another. */
const run = (a: number, to: number): Promise<unknown> =>
  simulateStringTruth({ ...LUND_STRING, a }, { a: to }, seed, 0, 10, {}).next();

describe('simulateStringTruth', () => {
  const weights = { a: 0.55, sigma: 0.32 };
  const all = async (count: number, options: TruthOptions): Promise<WeightedEvents[]> => {
    const sets: WeightedEvents[] = [];
    for await (const set of simulateStringTruth(LUND_STRING, weights, seed, 100, count, options)) sets.push(set);
    return sets;
  };

  it('gives the same events and weights for any number of workers, those of simulateWeighted', async () => {
    const here = await all(250, { workers: 0, chunk: 40 });
    expect(here.map(({ events }) => events.weight!.length)).toEqual([40, 40, 40, 40, 40, 40, 10]);
    expect(here[6]).toEqual(simulateWeighted(LUND_STRING, weights, seed, 340, 10));
    expect(here[6]).not.toEqual(simulateWeighted(LUND_STRING, { a: 0.56, sigma: 0.32 }, seed, 340, 10));
    for (const workers of [1, 2, 5]) expect(await all(250, { workers, chunk: 40 })).toEqual(here);
    // Nor does the size of a chunk matter.
    const [whole] = await all(250, { workers: 0, chunk: 250 });
    expect(here.flatMap(({ events }) => Array.from(events.weight!))).toEqual(Array.from(whole!.events.weight!));
    expect(here.flatMap(({ events }) => Array.from(events.E))).toEqual(Array.from(whole!.events.E));
  });

  it('leaves weights out where none are asked for', async () => {
    for await (const { events, trials } of simulateStringTruth(LUND_STRING, null, seed, 0, 10, {
      workers: 2,
      chunk: 5,
    })) {
      expect(events.weight).toBeUndefined();
      expect(trials).toBe(0);
    }
  });

  it('refuses parameters of the events and of the weights that are out of range', async () => {
    await expect(run(-1, 0.5)).rejects.toThrow(/a must lie in 0 … 2/);
    await expect(run(0.5, 2.5)).rejects.toThrow(/a must lie in 0 … 2/);
  });
});
