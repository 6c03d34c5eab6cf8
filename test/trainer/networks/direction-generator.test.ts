import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anglesOf } from '../../../physics/decay/angles.ts';
import { FRAMES } from '../../../physics/decay/frame.ts';
import { fillNoise } from '../../../physics/random/noise.ts';
import { seedOf } from '../../../physics/random/stream.ts';
import { useBackend } from '../../../trainer/backend.ts';
import { generatorProbe } from '../../../trainer/export/probe.ts';
import {
  CONDITION_COLUMNS,
  generateDirectionAngles,
  generateVectors,
  initialDirectionGenerator,
} from '../../../trainer/networks/direction-generator.ts';
import { layerTensors } from '../../../trainer/networks/mlp.ts';

const ROWS = 200;
const noise = new Float32Array(10 * ROWS);
fillNoise(noise, seedOf(4), 0, ROWS, 10);

type Frame = (typeof FRAMES)[number];

const conditionFor = (frame: Frame): Float32Array => generatorProbe(ROWS, 10, CONDITION_COLUMNS[frame]).condition;

/** A generator whose last bias is as given: far below zero it pulls not at all, far above it pulls by 4 times it. */
function generatorWith(frame: Frame, lastBias: number) {
  const layers = initialDirectionGenerator(frame, [16, 16], seedOf(3));
  layers.at(-1)!.data[0] = lastBias;
  return layers;
}

function vectors(frame: Frame, lastBias: number, condition = conditionFor(frame), numbers = noise): Float32Array {
  return tf.tidy(() => {
    const conditions = tf.tensor2d(condition, [ROWS, CONDITION_COLUMNS[frame]]);
    const layers = layerTensors(generatorWith(frame, lastBias));
    return generateVectors(frame, conditions, tf.tensor2d(numbers, [ROWS, 10]), layers).v.dataSync() as Float32Array;
  });
}

/** Turns columns first … first + 2 of rows by 0.7 rad about the axis (1, 2, 2) / 3 (Rodrigues' formula). */
function turned(rows: Float32Array, width: number, first: number): Float32Array<ArrayBuffer> {
  const out = Float32Array.from(rows);
  const [c, s] = [Math.cos(0.7), Math.sin(0.7)];
  const [nx, ny, nz] = [1 / 3, 2 / 3, 2 / 3];
  for (let i = first; i < rows.length; i += width) {
    const [x, y, z] = [rows[i]!, rows[i + 1]!, rows[i + 2]!];
    const along = (1 - c) * (nx * x + ny * y + nz * z);
    out[i] = c * x + s * (ny * z - nz * y) + along * nx;
    out[i + 1] = c * y + s * (nz * x - nx * z) + along * ny;
    out[i + 2] = c * z + s * (nx * y - ny * x) + along * nz;
  }
  return out;
}

beforeAll(async () => {
  await useBackend('wasm');
  tf.engine().startScope();
});
afterAll(() => tf.engine().endScope());

describe.each(FRAMES)('a generator of directions in %s', (frame) => {
  it('without pull gives the isotropic vector that it was given', () => {
    const v = vectors(frame, -200);
    for (let i = 0; i < ROWS; i++) for (let k = 0; k < 3; k++) expect(v[3 * i + k]).toBe(noise[10 * i + k]);
  });

  it('pulled hard follows its axis', () => {
    const v = vectors(frame, 1e5);
    const condition = conditionFor(frame);
    // from row 6 on they are ordinary clusters, which move
    for (let i = 6; i < ROWS; i++) {
      const [x, y, z] = [v[3 * i]!, v[3 * i + 1]!, v[3 * i + 2]!];
      const width = CONDITION_COLUMNS[frame];
      const axis =
        frame === 'cluster-rest/lab-axes'
          ? [condition[width * i + 1]!, condition[width * i + 2]!, condition[width * i + 3]!]
          : [0, 0, 1];
      const along = x * axis[0]! + y * axis[1]! + z * axis[2]!;
      expect(along / (Math.hypot(x, y, z) * Math.hypot(...axis))).toBeGreaterThan(1 - 1e-5);
    }
  });

  it('gives the angles of physics/decay for its vectors, in their ranges', async () => {
    for (const bias of [-200, 0, 20]) {
      const v = vectors(frame, bias);
      const generator = { frame, layers: generatorWith(frame, bias) };
      const angles = await generateDirectionAngles(generator, conditionFor(frame), noise);
      const expected = new Float64Array(2);
      for (let i = 0; i < ROWS; i++) {
        anglesOf(expected, frame, v[3 * i]!, v[3 * i + 1]!, v[3 * i + 2]!);
        expect(angles[2 * i]!).toBeCloseTo(expected[0]!, 5);
        expect(angles[2 * i + 1]!).toBeCloseTo(expected[1]!, 5);
        expect(angles[2 * i + 1]!).toBeGreaterThanOrEqual(0);
        expect(angles[2 * i + 1]!).toBeLessThanOrEqual(Math.PI);
        expect(Math.abs(angles[2 * i]!)).toBeLessThanOrEqual(frame === 'cluster-rest/lab-axes' ? Math.PI / 2 : Math.PI);
      }
    }
  });
});

describe('rotations', () => {
  it('of cluster and noise turn the direction along, in the lab', () => {
    const frame = 'cluster-rest/lab-axes';
    const condition = conditionFor(frame);
    const both = vectors(frame, 0.3, turned(condition, 4, 1), turned(noise, 10, 0));
    const expected = turned(vectors(frame, 0.3), 3, 0);
    // row 5 is a cluster of 1 TeV, whose mass float32 cannot tell
    for (let i = 18; i < both.length; i++) expect(both[i]!).toBeCloseTo(expected[i]!, 3);
    const apart = vectors(frame, 0.3, condition, turned(noise, 10, 0));
    expect(Math.max(...both.map((x, i) => Math.abs(x - apart[i]!)))).toBeGreaterThan(1);
  });
});
