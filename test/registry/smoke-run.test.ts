import { describe, expect, it } from 'vitest';
import type { ReferenceRun } from '../../models/contract/reference-run.ts';
import { RegistryError } from '../../models/registry/error.ts';
import { type Feeds, probeOf } from '../../models/registry/gate/probe.ts';
import { type Run, smokeRun } from '../../models/registry/gate/smoke-run.ts';
import { generatorRelease, scorerRelease } from './release-fixture.ts';

const { manifest: generator } = await generatorRelease();
const { manifest: scorer } = await scorerRelease();

/** A model by its formula for one row: angles from the condition and the noise. */
const byRow =
  (row: (condition: number[], noise: number[]) => [number, number]): Run =>
  (feeds) => {
    const { condition, noise } = feeds;
    const n = condition!.shape[0]!;
    const data = Array.from({ length: n }, (_, i) =>
      row(condition!.data.slice(4 * i, 4 * i + 4), noise!.data.slice(10 * i, 10 * i + 10)),
    ).flat();
    return Promise.resolve({ angles: { shape: [n, 2], data } });
  };

const good = byRow(([E], [z]) => [Math.atan(z!), 1 / (1 + E!)]);
/** Answers that feel how many rows there are. */
const perRequest: Run = async (feeds) => {
  const { angles } = await good(feeds);
  const rows = angles!.shape[0]!;
  return { angles: { ...angles!, data: angles!.data.map((x) => x + 1e-9 * (rows - 1)) } };
};

const inputs: Feeds = {
  condition: { shape: [1, 4], data: [5, 1, 2, 3] },
  noise: { shape: [1, 10], data: Array(10).fill(0) },
};
const reference: ReferenceRun = { inputs, outputs: await good(inputs), tolerance: 1e-5 };

const codeOf = async (run: Run, expected = reference): Promise<string> => {
  try {
    await smokeRun(generator, expected, run);
    return 'passed';
  } catch (error) {
    if (error instanceof RegistryError && error.reason === 'gate') return error.code!;
    throw error;
  }
};

describe('smokeRun', () => {
  it('passes a model that answers each row for itself', async () => {
    expect(await codeOf(good)).toBe('passed');
  });

  it('names what is wrong', async () => {
    expect(await codeOf(byRow(([E], [z]) => [Math.atan(z!), 1.001 / (1 + E!)]))).toBe('reference-mismatch');
    expect(await codeOf(byRow(() => [Number.NaN, 0]))).toBe('output-not-finite');
    // Only a cluster at rest shows this one.
    expect(await codeOf(byRow(([E, px], [z]) => [Math.atan(z!), px === 0 ? 1 / 0 : 1 / (1 + E!)]))).toBe(
      'output-not-finite',
    );
    expect(await codeOf(perRequest)).toBe('row-dependence');
    expect(await codeOf(() => Promise.reject(new Error('no')))).toBe('run-failed');
    expect(await codeOf(() => Promise.resolve({ other: { shape: [1], data: [1] } }))).toBe('reference-mismatch');
  });

  it('passes on what is no fault of the model', async () => {
    const full = new Error('bad_alloc');
    const run = smokeRun(
      generator,
      reference,
      () => Promise.reject(full),
      (error) => error === full,
    );
    await expect(run).rejects.toBe(full);
  });
});

describe('the probe', () => {
  it('is made of physical clusters, one of them at rest, and of noise up to six sigma', () => {
    const { condition, noise } = probeOf(generator).whole;
    const rows = Array.from({ length: condition!.shape[0]! }, (_, i) => condition!.data.slice(4 * i, 4 * i + 4));
    // Heavier than two pions, within the rounding of float32.
    for (const [E, px, py, pz] of rows as [number, number, number, number][]) {
      expect(E * E - px * px - py * py - pz * pz).toBeGreaterThan((2 * 0.13957) ** 2 - 1e-6 * E * E);
    }
    expect(rows.some(([, px, py, pz]) => px === 0 && py === 0 && pz === 0)).toBe(true);
    expect(Math.max(...noise!.data)).toBe(6);
    expect(Math.min(...noise!.data)).toBe(-6);
    expect(noise!.data.every(Number.isFinite)).toBe(true);
  });

  it('has the same rows whole and in parts, for clusters and events', () => {
    for (const manifest of [generator, scorer]) {
      const { whole, parts } = probeOf(manifest);
      for (const [name, { data }] of Object.entries(whole)) {
        // Events are counted from 0 in each part.
        const offset = name === 'event' ? 1 : 0;
        const joined = [...parts[0][name]!.data, ...parts[1][name]!.data.map((x) => x + offset)];
        expect(joined).toEqual(data);
      }
    }
  });
});
