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
const withMoments = initialScorer([128, 128], [128, 128], seedOf(3), [16, 6]);
const generatorModel = generatorGraph(generator, graphMetadata('g', '1.0.0'));
const scorerModel = scorerGraph(scorer, graphMetadata('s', '1.0.0'));
const momentModel = scorerGraph(withMoments, graphMetadata('m', '1.0.0'));
const SCORERS = [
  ['without moments', scorer, scorerModel],
  ['with moments', withMoments, momentModel],
] as const;

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

  it.each(SCORERS)(
    'gives the logits of the trained network %s, to 1e-5, at extremes too',
    async (_, network, model) => {
      const reference = await checkScorer(network, model);
      expect(reference.outputs['logit']!.shape).toEqual([8]);
      expect(reference.inputs['count']!.data.slice(0, 4)).toEqual([1, 200, 2, 12]);
    },
  );

  it('is refused where one weight of 70,000 differs', async () => {
    const other = initialGenerator([256, 256], seedOf(3));
    other.layers[2]!.data[12345]! += 0.01;
    const otherAngles = (condition: Float32Array, noise: Float32Array) => generateAngles(other, condition, noise);
    await expect(checkGenerator(otherAngles, 4, generatorModel)).rejects.toThrow(ParityError);
    const otherScorer = initialScorer([128, 128, 128], [128, 128], seedOf(3));
    otherScorer.rho[0]!.data[77]! += 0.01;
    await expect(checkScorer(otherScorer, scorerModel)).rejects.toThrow(ParityError);
    const otherMoments = initialScorer([128, 128], [128, 128], seedOf(3), [16, 6]);
    otherMoments.moments![0]!.data[3]! += 0.01;
    await expect(checkScorer(otherMoments, momentModel)).rejects.toThrow(ParityError);
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

  it.each(SCORERS)('gives an event the same bits alone and among a hundred, %s', async (_, _network, model) => {
    const session = await openModel(model);
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

  it.each(SCORERS)('gives the same logit for the hadrons of interleaved events, %s', async (_, _network, model) => {
    const session = await openModel(model);
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

/** Turns the momenta of all hadrons by an angle about the y axis. */
const turned = (hadrons: Float32Array, angle: number): Float32Array => {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return hadrons.map((value, i) => {
    const [x, z] = [hadrons[i - (i % 4) + 1]!, hadrons[i - (i % 4) + 3]!];
    if (i % 4 === 1) return c * x + s * z;
    return i % 4 === 3 ? c * z - s * x : value;
  });
};

describe('a scorer with moments', () => {
  it('gives finite logits for hadrons at rest and without energy', async () => {
    const session = await openModel(momentModel);
    const hadrons = Float32Array.of(0.14, 0, 0, 0, 0, 0, 0, 0, 1e30, 1e30, 0, 0);
    const logits = await runModel(session, scorerInputs(hadrons, [0, 1, 2, 3]), 'logit', ['event']);
    expect([...logits].every(Number.isFinite)).toBe(true);
    await session.release();
  });

  it('sees a rotated event only by its four-momenta, not by the moments', async () => {
    const blind = initialScorer([16], [16], seedOf(3), [16, 6]);
    // without the rows of px, py, pz and of the direction
    for (const row of [1, 2, 3, 5, 6, 7]) blind.phi[0]!.data.fill(0, 16 * row, 16 * row + 16);
    const session = await openModel(scorerGraph(blind, graphMetadata('b', '1.0.0')));
    const probe = scorerProbe(20);
    const offsets = [0, ...probe.offsets.slice(5).map((end) => end - probe.offsets[4]!)];
    const hadrons = probe.hadrons.subarray(4 * probe.offsets[4]!);
    const logits = (of: Float32Array) => runModel(session, scorerInputs(of, offsets), 'logit', ['event']);
    const [straight, rotated] = [await logits(hadrons), await logits(turned(hadrons, 0.7))];
    for (const [e, logit] of straight.entries()) expect(rotated[e]!).toBeCloseTo(logit, 4);
    // and a mirrored momentum of one hadron is seen
    const mirrored = hadrons.map((value, i) => (i === 1 ? -value : value));
    expect(Math.abs((await logits(mirrored))[0]! - straight[0]!)).toBeGreaterThan(1e-3);
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
