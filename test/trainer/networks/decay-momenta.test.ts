import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Momenta } from '../../../physics/columns.ts';
import { FRAMES } from '../../../physics/decay/frame.ts';
import { TRUTHS } from '../../../physics/hadronization/parameters.ts';
import { simulateDecays } from '../../../physics/hadronization/simulate.ts';
import { seedOf } from '../../../physics/random/stream.ts';
import { boostToRest } from '../../../physics/vector/boost.ts';
import { massSquared } from '../../../physics/vector/mass.ts';
import { useBackend } from '../../../trainer/backend.ts';
import { decayMomenta } from '../../../trainer/networks/decay-momenta.ts';
import { clusterSample, selectClusterEvents } from '../../../trainer/train/cluster-sample.ts';
import { kinematicsOf } from '../../../trainer/train/event-gan.ts';

const truth = simulateDecays(TRUTHS.nominal, seedOf(31), 0, 300);
const rest = new Float64Array(4);

/** Directions [n, 3] in which the truth's first hadrons leave, in float64. */
function trueDirections({ E, px, py, pz }: Momenta): Float32Array {
  const directions = new Float32Array((3 * E.length) / 2);
  for (let i = 0; i < E.length / 2; i++) {
    const [a, b] = [2 * i, 2 * i + 1];
    const P = [px[a]! + px[b]!, py[a]! + py[b]!, pz[a]! + pz[b]!, E[a]! + E[b]!] as const;
    boostToRest(rest, px[a]!, py[a]!, pz[a]!, E[a]!, ...P, Math.sqrt(massSquared(...P)));
    const size = Math.hypot(rest[0]!, rest[1]!, rest[2]!);
    for (let k = 0; k < 3; k++) directions[3 * i + k] = rest[k]! / size;
  }
  return directions;
}

beforeAll(() => useBackend('wasm'));

describe('decays inside a training step', () => {
  it("give the truth's hadrons from the truth's directions", () => {
    const sample = clusterSample(truth, 'cluster-rest/lab-axes');
    const n = truth.clusters.E.length;
    const hadrons = tf.tidy(() => {
      const condition = tf.tensor2d(sample.condition, [n, 4]);
      const directions = tf.tensor2d(trueDirections(truth.hadrons), [n, 3]);
      return decayMomenta(directions, kinematicsOf(sample, condition)).dataSync() as Float32Array;
    });
    const { E, px, py, pz } = truth.hadrons;
    for (let i = 0; i < 2 * n; i++) {
      // float32 of a cluster of 45 GeV
      expect(Math.abs(hadrons[4 * i]! - E[i]!)).toBeLessThan(3e-5);
      expect(Math.abs(hadrons[4 * i + 1]! - px[i]!)).toBeLessThan(3e-5);
      expect(Math.abs(hadrons[4 * i + 2]! - py[i]!)).toBeLessThan(3e-5);
      expect(Math.abs(hadrons[4 * i + 3]! - pz[i]!)).toBeLessThan(3e-5);
    }
  });

  it('depend on the direction by a rotation of the rest-frame momentum', () => {
    const sample = clusterSample(truth, 'cluster-rest/lab-axes');
    const n = truth.clusters.E.length;
    const momenta = (axis: readonly number[]): Float32Array =>
      tf.tidy(() => {
        const directions = tf.tile<tf.Tensor2D>(tf.tensor2d([[...axis]]), [n, 1]);
        const condition = tf.tensor2d(sample.condition, [n, 4]);
        return decayMomenta(directions, kinematicsOf(sample, condition)).dataSync() as Float32Array;
      });
    const [up, down] = [momenta([0, 0, 1]), momenta([0, 0, -1])];
    for (let i = 0; i < n; i++) {
      // pz of hadron 1 grows with its direction's z; hadrons always add up to the cluster
      expect(up[8 * i + 3]!).toBeGreaterThan(down[8 * i + 3]!);
      expect(up[8 * i]! + up[8 * i + 4]!).toBeCloseTo(truth.clusters.E[i]!, 4);
    }
  });
});

describe('a cluster sample', () => {
  it.each(FRAMES)('of chosen events is those events, in %s', (frame) => {
    const sample = clusterSample(truth, frame);
    const [a, b] = [sample.offsets[7]!, sample.offsets[8]!];
    const one = selectClusterEvents(sample, [7]);
    const columns = frame === 'cluster-rest/lab-axes' ? 4 : 9;
    expect(one.condition).toEqual(sample.condition.subarray(columns * a, columns * b));
    expect(one.columns.restMomentum).toEqual(sample.columns.restMomentum.subarray(3 * a, 3 * b));
    expect(one.axes ?? null).toEqual(sample.axes?.subarray(9 * a, 9 * b) ?? null);
    expect([...selectClusterEvents(sample, [7, 2, 7]).offsets]).toEqual([
      0,
      b - a,
      b - a + sample.offsets[3]! - sample.offsets[2]!,
      2 * (b - a) + sample.offsets[3]! - sample.offsets[2]!,
    ]);
  });

  it('needs to know what the clusters decay into', () => {
    const { h1_pdg_id: _, ...clusters } = truth.clusters;
    expect(() => clusterSample({ ...truth, clusters }, 'cluster-rest/lab-axes')).toThrow(RangeError);
  });
});
