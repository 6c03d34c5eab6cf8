import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DOMAIN, randomStream, seedOf } from '../../../physics/random/stream.ts';
import { useBackend } from '../../../trainer/backend.ts';
import { generatorProbe, scorerProbe } from '../../../trainer/export/probe.ts';
import {
  discriminateEvents,
  discriminateEventsWithPenalty,
  hadronFeatures,
  initialEventDiscriminator,
} from '../../../trainer/networks/event-discriminator.ts';
import { eventIndex } from '../../../trainer/networks/event-mean.ts';
import { layerTensors } from '../../../trainer/networks/mlp.ts';
import { hadronAxes } from '../../../trainer/train/hadron-axes.ts';

const { hadrons, offsets } = scorerProbe(40);
const discriminator = initialEventDiscriminator([16, 12], [10], seedOf(8));

const rows = (data: Float32Array): tf.Tensor2D => tf.tensor2d(data, [data.length / 4, 4]);

const axesOf = (data: Float32Array): tf.Tensor2D => {
  const axes = hadronAxes({ hadrons: data, offsets: Uint32Array.from(offsets) });
  return tf.tensor2d(axes, [axes.length / 3, 3]);
};

function logits(data: Float32Array): Float32Array {
  const [phi, rho] = [layerTensors(discriminator.phi), layerTensors(discriminator.rho)];
  return discriminateEvents(
    hadronFeatures(rows(data), axesOf(data)),
    eventIndex(offsets),
    phi,
    rho,
  ).dataSync() as Float32Array;
}

describe.each(['wasm', 'cpu'] as const)("the event's discriminator on %s", (backend) => {
  beforeAll(async () => {
    await useBackend(backend);
    tf.engine().startScope();
  });
  afterAll(() => tf.engine().endScope());

  it('does not see the order of hadrons', () => {
    const reversed = Float32Array.from(hadrons);
    for (let e = 0; e + 1 < offsets.length; e++) {
      const [a, b] = [offsets[e]!, offsets[e + 1]!];
      for (let i = a; i < b; i++) reversed.set(hadrons.subarray(4 * (a + b - 1 - i), 4 * (a + b - i)), 4 * i);
    }
    const [a, b] = [logits(hadrons), logits(reversed)];
    for (const [e, logit] of a.entries())
      expect(Math.abs(logit - b[e]!)).toBeLessThan(1e-5 * Math.max(1, Math.abs(logit)));
    expect(Math.max(...a) - Math.min(...a)).toBeGreaterThan(0.1);
  });

  it('has the R1 penalty of its gradient, by the built-in way', () => {
    const [phi, rho] = [layerTensors(discriminator.phi), layerTensors(discriminator.rho)];
    const index = eventIndex(offsets);
    const features = hadronFeatures(rows(hadrons), axesOf(hadrons));
    const sum = (x: tf.Tensor): tf.Scalar => tf.sum(discriminateEvents(x as tf.Tensor2D, index, phi, rho));
    const slopes = tf.grad(sum)(features).dataSync() as Float32Array;
    let expected = 0;
    for (let e = 0; e + 1 < offsets.length; e++) {
      const of = slopes.subarray(10 * offsets[e]!, 10 * offsets[e + 1]!);
      expected += (offsets[e + 1]! - offsets[e]!) * of.reduce((total, g) => total + g * g, 0);
    }
    const { penalty, logits } = discriminateEventsWithPenalty(features, index, phi, rho);
    expect(penalty.dataSync()[0]! / (expected / (offsets.length - 1))).toBeCloseTo(1, 4);
    const bare = discriminateEvents(features, index, phi, rho).dataSync();
    expect(logits.dataSync()).toEqual(bare);
    expect(expected).toBeGreaterThan(0.01);
  });
});

describe('the probe of a generator', () => {
  it('has constituents of unit length and flags, and else the same clusters', () => {
    const [narrow, wide] = [generatorProbe(50, 10), generatorProbe(50, 10, 9)];
    expect(wide.noise).toEqual(narrow.noise);
    const stream = randomStream(seedOf(1), DOMAIN.test, 0);
    for (let n = 0; n < 20; n++) {
      const i = Math.floor(50 * stream.uniform());
      const row = wide.condition.subarray(9 * i, 9 * i + 9);
      expect(row.subarray(0, 4)).toEqual(narrow.condition.subarray(4 * i, 4 * i + 4));
      expect(Math.hypot(row[4]!, row[5]!, row[6]!)).toBeCloseTo(1, 5);
      for (const flag of row.subarray(7)) expect([0, 1]).toContain(flag);
    }
  });
});
