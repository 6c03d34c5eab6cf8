import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DOMAIN, randomStream, seedOf } from '../../../physics/random/stream.ts';
import { useBackend } from '../../../trainer/backend.ts';
import { discriminateWithPenalty, initialDiscriminator } from '../../../trainer/networks/discriminator.ts';
import { eventIndex, eventMean } from '../../../trainer/networks/event-mean.ts';
import { leaky } from '../../../trainer/networks/leaky.ts';
import { layerTensors, mlpLayers } from '../../../trainer/networks/mlp.ts';
import { initialLayers } from '../../../trainer/networks/parameters.ts';
import { addBias, product } from '../../../trainer/networks/product.ts';
import { columnSums, transposed } from '../../../trainer/networks/wasm-kernels.ts';
import { lossGradients } from '../../../trainer/train/gradients.ts';

/** Random numbers in (-1, 1) as a tensor. */
function random(index: number, shape: [number, number]): tf.Tensor2D {
  const stream = randomStream(seedOf(5), DOMAIN.test, index);
  return tf.tensor2d(
    Float32Array.from({ length: shape[0] * shape[1] }, () => 2 * stream.uniform() - 1),
    shape,
  );
}

/** Largest difference of two tensors. */
const difference = (a: tf.Tensor, b: tf.Tensor): number => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0]!;

const sumOfOutputs = (tensors: tf.Tensor[]): tf.Scalar => tf.sum(mlpLayers(tf.ones([5, 3]), tensors, false).at(-1)!);

describe.each(['wasm', 'cpu'] as const)('gradients on %s', (backend) => {
  beforeAll(async () => {
    await useBackend(backend);
    tf.engine().startScope();
  });
  afterAll(() => tf.engine().endScope());

  it('of the product are those of the built-in product', () => {
    const [a, b] = [random(1, [7, 5]), random(2, [5, 3])];
    const own = tf.grads((x, y) => tf.sum(tf.square(product(x as tf.Tensor2D, y as tf.Tensor2D))))([a, b]);
    const builtIn = tf.grads((x, y) => tf.sum(tf.square(tf.matMul(x, y))))([a, b]);
    for (const k of [0, 1]) expect(difference(own[k]!, builtIn[k]!)).toBeLessThan(1e-5);
  });

  it('of the bias are those of the built-in sum', () => {
    const [x, bias] = [random(1, [7, 5]), tf.reshape(random(2, [1, 5]), [5])];
    const own = tf.grads((a, b) => tf.sum(tf.square(addBias(a as tf.Tensor2D, b as tf.Tensor1D))))([x, bias]);
    const builtIn = tf.grads((a, b) => tf.sum(tf.square(tf.add(a, b))))([x, bias]);
    for (const k of [0, 1]) expect(difference(own[k]!, builtIn[k]!)).toBeLessThan(1e-5);
  });

  it.each([
    [256, 37],
    [300, 256],
    [7, 5],
  ])('go through sums and transposes of [%i, %i] that are those of TensorFlow.js', (rows, columns) => {
    const x = random(9, [rows, columns]);
    expect(difference(transposed(x), tf.transpose(x))).toBe(0);
    expect(difference(columnSums(x), tf.sum(x, 0))).toBeLessThan(1e-4);
  });

  it('are computed where they are asked for, and nowhere else', () => {
    const [a, b] = [random(1, [7, 5]), random(2, [5, 3])];
    const spy = vi.spyOn(tf.engine(), 'runKernel');
    const products = (): number => spy.mock.calls.filter(([name]) => name === 'BatchMatMul').length;
    tf.grad((x) => tf.sum(product(x as tf.Tensor2D, b)))(a);
    expect(products()).toBe(1);
    tf.grads((x, y) => tf.sum(product(x as tf.Tensor2D, y as tf.Tensor2D)))([a, b]);
    expect(products()).toBe(3);
    spy.mockRestore();
  });

  it('of LeakyReLU are those of the built-in one, and its values too', () => {
    const x = random(3, [9, 11]);
    expect(difference(leaky(x), tf.leakyRelu(x, 0.2))).toBeLessThan(1e-7);
    const own = tf.grad((a) => tf.sum(tf.square(leaky(a as tf.Tensor2D))))(x);
    const builtIn = tf.grad((a) => tf.sum(tf.square(tf.leakyRelu(a, 0.2))))(x);
    expect(difference(own, builtIn)).toBeLessThan(1e-6);
  });

  it('of the mean over events are those of a product with the averaging matrix', () => {
    const rows = random(4, [6, 3]);
    // events of 1, 3 and 2 rows
    const matrix = tf.tensor2d([
      [1, 0, 0, 0, 0, 0],
      [0, 1 / 3, 1 / 3, 1 / 3, 0, 0],
      [0, 0, 0, 0, 1 / 2, 1 / 2],
    ]);
    const index = eventIndex([0, 1, 4, 6]);
    expect(difference(eventMean(rows, index), tf.matMul(matrix, rows))).toBeLessThan(1e-6);
    const own = tf.grad((x) => tf.sum(tf.square(eventMean(x as tf.Tensor2D, index))))(rows);
    const expected = tf.grad((x) => tf.sum(tf.square(tf.matMul(matrix, x))))(rows);
    expect(difference(own, expected)).toBeLessThan(1e-6);
  });

  it('with respect to the inputs give the R1 penalty, which thus follows the discriminator', async () => {
    const layers = initialDiscriminator([16, 12], seedOf(2));
    const tensors = layerTensors(layers);
    const input = random(6, [50, 10]);
    // the slope of the logit in the six inputs that depend on the angles, by the built-in way
    const slopes = tf.grad((x) => tf.sum(mlpLayers(x as tf.Tensor2D, tensors, false).at(-1)!))(input);
    const expected = tf.mean(tf.sum(tf.square(tf.slice(slopes, [0, 4], [-1, 6])), 1)).dataSync()[0]!;
    expect(expected).toBeGreaterThan(0.01);
    const scaled = random(7, [4000, 4]);
    const unit = random(8, [4000, 2]);
    const penalty = discriminateWithPenalty(scaled, unit, tensors).penalty.dataSync()[0]!;
    // other inputs, so only alike: the slopes of so many random rows
    expect(penalty).toBeGreaterThan(0.3 * expected);
    expect(penalty).toBeLessThan(3 * expected);
    // its gradient is that of finite differences of the penalty itself; the last bias is in the logits alone
    const loss = (t: tf.Tensor[]): tf.Scalar => {
      const both = discriminateWithPenalty(scaled, unit, t);
      return tf.add(both.penalty, tf.mul(0, tf.mean(both.logits)));
    };
    const at = await lossGradients(layers, loss);
    const kernel = layers.at(-2)!.data;
    const [step, before] = [1e-2, kernel[3]!];
    kernel[3] = before + step;
    const up = await lossGradients(layers, loss);
    kernel[3] = before - step;
    const down = await lossGradients(layers, loss);
    kernel[3] = before;
    expect(at.loss).toBeCloseTo(penalty, 5);
    expect(Math.abs(at.gradients.at(-2)![3]!)).toBeGreaterThan(0.01);
    expect(at.gradients.at(-2)![3]!).toBeCloseTo((up.loss - down.loss) / (2 * step), 3);
  });

  it('leave no tensor behind', async () => {
    const layers = initialLayers('x', [3, 4, 1], seedOf(1), 0);
    await lossGradients(layers, sumOfOutputs);
    const before = tf.memory().numTensors;
    await lossGradients(layers, sumOfOutputs);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('initial parameters', () => {
  it('are fixed by the seed and differ with it', () => {
    const [a, b, c] = [1, 1, 2].map((seed) => initialLayers('x', [10, 20, 2], seedOf(seed), 0));
    expect(a).toEqual(b);
    expect(a![0]!.data).not.toEqual(c![0]!.data);
  });

  it('have the variance of He et al. in hidden layers: 2 / (1 + 0.2^2) / inputs', () => {
    const { data } = initialLayers('x', [100, 200, 2], seedOf(1), 0)[0]!;
    const variance = data.reduce((sum, w) => sum + w * w, 0) / data.length;
    // 20,000 uniform numbers: the variance is known to 0.6 %; three of that
    expect(Math.abs(variance / (2 / 1.04 / 100) - 1)).toBeLessThan(0.02);
  });
});
