import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DOMAIN, randomStream, seedOf } from '../../../physics/random/stream.ts';
import { useBackend } from '../../../trainer/backend.ts';
import { angularMoments, MOMENT_HARMONICS, MOMENT_SCALE, MOMENTS } from '../../../trainer/networks/angular-moments.ts';
import { eventIndex } from '../../../trainer/networks/event-mean.ts';
import { harmonics } from '../../../trainer/networks/harmonics.ts';

const OFFSETS = [0, 1, 5, 12];

/** Random numbers in (-1, 1). */
function random(index: number, count: number): number[] {
  const stream = randomStream(seedOf(9), DOMAIN.test, index);
  return Array.from({ length: count }, () => 2 * stream.uniform() - 1);
}

/** Unit vectors, one of them along each pole. */
function directions(count: number): number[][] {
  const numbers = random(1, 3 * count);
  const vectors = Array.from({ length: count }, (_, i) => numbers.slice(3 * i, 3 * i + 3));
  vectors[0] = [0, 0, 1];
  vectors[1] = [0, 0, -1];
  return vectors.map((v) => v.map((x) => x / Math.hypot(...v)));
}

const dot = (a: number[], b: number[]): number => a.reduce((sum, x, k) => sum + x * b[k]!, 0);

/** Legendre polynomials by their closed forms (Abramowitz and Stegun, table 22.9). */
const LEGENDRE: readonly ((x: number) => number)[] = [
  () => 1,
  (x) => x,
  (x) => (3 * x ** 2 - 1) / 2,
  (x) => (5 * x ** 3 - 3 * x) / 2,
  (x) => (35 * x ** 4 - 30 * x ** 2 + 3) / 8,
  (x) => (63 * x ** 5 - 70 * x ** 3 + 15 * x) / 8,
  (x) => (231 * x ** 6 - 315 * x ** 4 + 105 * x ** 2 - 5) / 16,
];

/** The moments as they are defined, pair by pair. */
function byPairs(weights: readonly number[][], units: readonly number[][]): number[][] {
  return units.map((unit, i) => {
    const e = OFFSETS.findLastIndex((offset) => offset <= i);
    const others = units.slice(OFFSETS[e], OFFSETS[e + 1]);
    return weights[0]!
      .flatMap((_, k) =>
        LEGENDRE.map((P) =>
          others.reduce((sum, other, j) => sum + weights[OFFSETS[e]! + j]![k]! * P(dot(unit, other)), 0),
        ),
      )
      .map((sum) => sum / MOMENT_SCALE);
  });
}

const units = directions(12);
const weights = Array.from({ length: 12 }, (_, i) => random(10 + i, 2));

describe.each(['wasm', 'cpu'] as const)('angular moments on %s', (backend) => {
  beforeAll(async () => {
    await useBackend(backend);
    tf.engine().startScope();
  });
  afterAll(() => tf.engine().endScope());

  it('follow the addition theorem, harmonics at the poles included', () => {
    const Y = harmonics(tf.tensor2d(units), MOMENT_HARMONICS).arraySync();
    for (const i of units.keys())
      for (const j of units.keys())
        for (const [l, P] of LEGENDRE.entries()) {
          const columns = [...MOMENT_HARMONICS.degreeOf.keys()].filter((c) => MOMENT_HARMONICS.degreeOf[c] === l);
          const sum = columns.reduce((s, c) => s + Y[i]![c]! * Y[j]![c]!, 0);
          expect(sum).toBeCloseTo(P(dot(units[i]!, units[j]!)), 5);
        }
  });

  it('are the sums over pairs of hadrons of an event, and of no other', () => {
    const Y = harmonics(tf.tensor2d(units), MOMENT_HARMONICS);
    const got = angularMoments(tf.tensor2d(weights), Y, eventIndex(OFFSETS)).arraySync();
    const expected = byPairs(weights, units);
    expect(got[0]).toHaveLength(2 * MOMENTS);
    for (const [i, row] of expected.entries())
      for (const [k, value] of row.entries()) expect(got[i]![k]).toBeCloseTo(value, 5);
  });

  it('have the gradients of finite differences', () => {
    const Y = harmonics(tf.tensor2d(units), MOMENT_HARMONICS);
    const index = eventIndex(OFFSETS);
    const loss = (w: tf.Tensor): tf.Scalar => tf.sum(tf.square(angularMoments(w as tf.Tensor2D, Y, index)));
    const gradient = tf.grad(loss)(tf.tensor2d(weights)).arraySync() as number[][];
    const at = (i: number, change: number): number => {
      const moved = weights.map((row) => [...row]);
      moved[i]![1]! += change;
      return loss(tf.tensor2d(moved)).dataSync()[0]!;
    };
    for (const i of [0, 3, 11]) expect(gradient[i]![1]).toBeCloseTo((at(i, 0.05) - at(i, -0.05)) / 0.1, 3);
  });
});
