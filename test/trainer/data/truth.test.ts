import { describe, expect, it } from 'vitest';
import { type HadronizationParameters, TRUTHS } from '../../../physics/hadronization/parameters.ts';
import { simulateDecays } from '../../../physics/hadronization/simulate.ts';
import type { TruthSet } from '../../../physics/hadronization/truth-set.ts';
import { seedOf } from '../../../physics/random/stream.ts';
import { simulateTruth, type TruthOptions } from '../../../trainer/data/truth.ts';

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
