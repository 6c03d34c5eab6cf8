import { beforeAll, describe, expect, it } from 'vitest';
import { seedOf } from '../../../physics/random/stream.ts';
import { useBackend } from '../../../trainer/backend.ts';
import { generatorGraph } from '../../../trainer/export/generator-graph.ts';
import { graphMetadata } from '../../../trainer/export/metadata.ts';
import { openModel, runModel } from '../../../trainer/export/onnx-run.ts';
import { generatorProbe, scorerProbe } from '../../../trainer/export/probe.ts';
import {
  checkGenerator,
  checkScorer,
  generatorInputs,
  largestDifference,
  ParityError,
  scorerInputs,
} from '../../../trainer/export/reference.ts';
import { scorerGraph } from '../../../trainer/export/scorer-graph.ts';
import { generateAngles, initialGenerator } from '../../../trainer/networks/generator.ts';
import { initialScorer } from '../../../trainer/networks/scorer.ts';

const generator = initialGenerator([256, 256], seedOf(3));
const generate = (condition: Float32Array, noise: Float32Array) => generateAngles(generator, condition, noise);
const scorer = initialScorer([128, 128, 128], [128, 128], seedOf(3));
const generatorModel = generatorGraph(generator, graphMetadata('g', '1.0.0'));
const scorerModel = scorerGraph(scorer, graphMetadata('s', '1.0.0'));

describe('an exported graph', () => {
  beforeAll(() => useBackend('wasm'));

  it('gives the angles of the trained network, to 1e-5, at extremes too', async () => {
    const reference = await checkGenerator(generate, 4, generatorModel);
    expect(reference.outputs['angles']!.shape).toEqual([8, 2]);
    const angles = reference.outputs['angles']!.data;
    for (let i = 0; i < 8; i++) {
      expect(Math.abs(angles[2 * i]!)).toBeLessThanOrEqual(Math.PI / 2);
      expect(angles[2 * i + 1]!).toBeGreaterThanOrEqual(0);
      expect(angles[2 * i + 1]!).toBeLessThanOrEqual(Math.PI);
    }
  });

  it('gives the logits of the trained network, to 1e-5, at extremes too', async () => {
    const reference = await checkScorer(scorer, scorerModel);
    expect(reference.outputs['logit']!.shape).toEqual([8]);
    expect(reference.inputs['count']!.data.slice(0, 4)).toEqual([1, 200, 2, 12]);
  });

  it('is refused where one weight of 70,000 differs', async () => {
    const other = initialGenerator([256, 256], seedOf(3));
    other.layers[2]!.data[12345]! += 0.01;
    const otherAngles = (condition: Float32Array, noise: Float32Array) => generateAngles(other, condition, noise);
    await expect(checkGenerator(otherAngles, 4, generatorModel)).rejects.toThrow(ParityError);
    const otherScorer = initialScorer([128, 128, 128], [128, 128], seedOf(3));
    otherScorer.rho[0]!.data[77]! += 0.01;
    await expect(checkScorer(otherScorer, scorerModel)).rejects.toThrow(ParityError);
  });

  it('gives a cluster the same bits alone and among a thousand', async () => {
    const session = await openModel(generatorModel);
    const { condition, noise } = generatorProbe(1000, 10);
    const all = await runModel(session, generatorInputs(condition, noise), 'angles');
    for (const i of [0, 1, 2, 3, 6, 17, 500, 998, 999]) {
      const inputs = generatorInputs(condition.subarray(4 * i, 4 * i + 4), noise.subarray(10 * i, 10 * i + 10));
      const alone = await runModel(session, inputs, 'angles');
      expect([...alone]).toEqual([...all.subarray(2 * i, 2 * i + 2)]);
    }
    await session.release();
  });

  it('gives an event the same bits alone and among a hundred', async () => {
    const session = await openModel(scorerModel);
    const { hadrons, offsets } = scorerProbe(100);
    const all = await runModel(session, scorerInputs(hadrons, offsets), 'logit', ['event']);
    for (const e of [0, 1, 2, 3, 50, 99]) {
      const [begin, end] = [offsets[e]!, offsets[e + 1]!];
      const inputs = scorerInputs(hadrons.subarray(4 * begin, 4 * end), [0, end - begin]);
      const alone = await runModel(session, inputs, 'logit', ['event']);
      expect(alone[0]).toBe(all[e]);
    }
    await session.release();
  });

  it('gives the same logit for the hadrons of interleaved events', async () => {
    const session = await openModel(scorerModel);
    const hadrons = scorerProbe(8).hadrons.subarray(0, 24);
    const inputs = scorerInputs(hadrons, [0, 3, 6]);
    const apart = await runModel(session, inputs, 'logit', ['event']);
    const order = [0, 3, 1, 4, 2, 5];
    const mixed = order.flatMap((i) => [...hadrons.subarray(4 * i, 4 * i + 4)]);
    const event = { shape: [6], data: [0, 1, 0, 1, 0, 1] };
    const interleaved = { ...inputs, hadrons: { shape: [6, 4], data: mixed }, event };
    expect([...(await runModel(session, interleaved, 'logit', ['event']))]).toEqual([...apart]);
    await session.release();
  });
});

describe('the comparison of outputs', () => {
  it('is relative for large values and absolute for small ones', () => {
    expect(largestDifference([0, 100], [1e-6, 100.001])).toBeCloseTo(1e-5, 8);
    expect(largestDifference([1e-9], [2e-9])).toBeLessThan(1e-8);
  });

  it('never passes what is missing or not finite', () => {
    expect(largestDifference([1, 2], [1])).toBe(Number.POSITIVE_INFINITY);
    expect(largestDifference([1], [Number.NaN])).toBe(Number.POSITIVE_INFINITY);
  });
});
