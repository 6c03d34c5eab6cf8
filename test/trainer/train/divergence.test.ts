import { describe, expect, it } from 'vitest';
import type { Parameter } from '../../../trainer/networks/parameters.ts';
import { type Checkpoint, snapshot } from '../../../trainer/train/checkpoint.ts';
import { runLoop } from '../../../trainer/train/loop.ts';
import type { Trainable } from '../../../trainer/train/trainable.ts';

const settings = { steps: 6, reportEvery: 1, checkpointEvery: 1, patience: 0 };
const state: Parameter[] = [{ name: 'weight', shape: [1], data: Float32Array.of(1) }];

/** A training whose loss is a number before step `until` only. */
const losing = (until: number): Trainable => ({
  step: (step) => Promise.resolve({ loss: step < until ? 1 / step : Number.NaN }),
  validate: () => Promise.resolve({ figure: 1 }),
  criterion: 'figure',
  state,
  result: state,
});

const beginning = (): Checkpoint => {
  const nothing = { step: 0, best_step: 0, best_figure: null, sums: {}, summed: 0, wall_time_s: 0 };
  return snapshot({ preset: 'none', seed: '1', settings: {}, ...nothing }, state, state);
};

describe('a training that diverges', () => {
  it('ends at once and says where, and its checkpoints stand from before', async () => {
    const kept: number[] = [];
    const hooks = { onReport: () => {}, onCheckpoint: ({ position }: Checkpoint) => void kept.push(position.step) };
    await expect(runLoop(losing(4), settings, hooks, beginning())).rejects.toThrow(/^step 4: loss is NaN; .*diverged/);
    expect(kept).toEqual([1, 2, 3]);
    expect((await runLoop(losing(7), settings, hooks, beginning())).position.step).toBe(6);
  });
});
