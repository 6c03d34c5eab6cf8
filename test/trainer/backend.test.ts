import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { TRUTHS } from '../../physics/hadronization/parameters.ts';
import { eventSetOf, simulateDecays } from '../../physics/hadronization/simulate.ts';
import { seedOf } from '../../physics/random/stream.ts';
import { type Backend, BackendError, chooseBackend, useBackend } from '../../trainer/backend.ts';
import { importTensorflow } from '../../trainer/backends/tensorflow.ts';
import { findGpu } from '../../trainer/backends/webgpu.ts';
import { HADML_V1 } from '../../trainer/presets/hadml-v1.ts';
import { SCORE_NOMINAL_KINMIN } from '../../trainer/presets/score-nominal-kinmin.ts';
import type { GeneratorSettings } from '../../trainer/presets/settings.ts';
import { angleSample } from '../../trainer/train/angle-sample.ts';
import { classifierSteps, initialClassifier } from '../../trainer/train/classifier.ts';
import { clusterSample } from '../../trainer/train/cluster-sample.ts';
import { type EventGanSettings, eventGanSteps, initialEventGan } from '../../trainer/train/event-gan.ts';
import { eventSample } from '../../trainer/train/event-sample.ts';
import { ganSteps, initialGan } from '../../trainer/train/gan.ts';
import type { Figures } from '../../trainer/train/trainable.ts';

const nominal = simulateDecays(TRUTHS.nominal, seedOf(601), 0, 300);
const kinmin = simulateDecays(TRUTHS.kinmin, seedOf(602), 0, 300);

type Step = (step: number) => Promise<Figures>;

/** Small, with all that the two-level GAN can do. */
const EVENT_GAN: EventGanSettings = {
  hidden: [24, 24],
  phi: [24, 24],
  rho: [24],
  schedule_steps: 1000,
  batch: 30,
  generator_rate: 1e-3,
  discriminator_rate: 1e-3,
  final_rate: 0.02,
  beta1: 0.5,
  beta2: 0.99,
  event_axis: true,
  pull_weight: 1e-3,
  r1: 0.1,
  average_decay: 0.99,
};

/** A training of each kind: the preset's settings, with small networks and batches. */
const TRAININGS: Record<string, (seed: bigint) => Step> = {
  'hadml-v1': (seed) => {
    const settings = {
      ...(HADML_V1.settings as GeneratorSettings),
      hidden: [24, 24],
      discriminator_hidden: [24, 24],
      batch: 100,
    };
    return ganSteps(initialGan(settings, seedOf(seed)), angleSample(nominal), settings, seedOf(seed));
  },
  'the two-level GAN': (seed) => {
    const frame = 'cluster-rest/constituent-axis';
    const samples = { clusters: clusterSample(nominal, frame), hadrons: eventSample(eventSetOf(kinmin)) };
    return eventGanSteps(initialEventGan(frame, EVENT_GAN, seedOf(seed)), samples, EVENT_GAN, seedOf(seed));
  },
  'score-nominal-kinmin': (seed) => {
    const settings = {
      ...SCORE_NOMINAL_KINMIN.settings,
      phi: [24, 24],
      rho: [24],
      batch: 40,
    };
    const samples = [eventSample(eventSetOf(nominal)), eventSample(eventSetOf(kinmin))] as const;
    return classifierSteps(initialClassifier(settings, seedOf(seed)), samples, settings, seedOf(seed));
  },
};

const STEPS = 20;
const TOLERANCE = 1e-3;

/** All losses of the first 20 steps. */
async function losses(training: string, backend: Backend, seed = 1n): Promise<number[]> {
  await useBackend(backend);
  const step = TRAININGS[training]!(seed);
  const all: number[] = [];
  for (let k = 1; k <= STEPS; k++) all.push(...Object.values(await step(k)));
  return all;
}

const difference = (a: number[], b: number[]): number => Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));

/**
 * Why a backend cannot be tested here; null where it can. Where VK_DRIVER_FILES names a driver for WebGPU, it is
 * wanted, and the test fails without it.
 */
async function obstacle(backend: Backend): Promise<string | null> {
  try {
    if (backend === 'tensorflow') await importTensorflow();
    if (backend === 'webgpu') await findGpu();
    return null;
  } catch (error) {
    if (!(error instanceof BackendError) || (backend === 'webgpu' && process.env['VK_DRIVER_FILES'])) throw error;
    return error.message;
  }
}

describe.each(Object.keys(TRAININGS))('the first 20 losses of %s', (training) => {
  let reference: number[];
  beforeAll(async () => {
    reference = await losses(training, 'wasm');
  });

  it.for(['cpu', 'webgpu', 'tensorflow'] as const)(
    'agree between wasm and %s',
    { timeout: 300_000 },
    async (backend, { skip }) => {
      const why = await obstacle(backend);
      skip(why !== null, why ?? '');
      expect(difference(reference, await losses(training, backend))).toBeLessThan(TOLERANCE);
      expect(tf.getBackend()).toBe(backend);
    },
  );

  it('are those of the same seed to the bit on wasm, and far from those of another', async () => {
    expect(await losses(training, 'wasm')).toEqual(reference);
    expect(difference(reference, await losses(training, 'wasm', 2n))).toBeGreaterThan(5 * TOLERANCE);
  });
});

describe('the chosen backend', () => {
  it('is a GPU only where that is no program, and wasm only where there is no libtensorflow', async () => {
    const { backend, reason } = await chooseBackend();
    const gpu = await findGpu().catch(() => null);
    expect(backend === 'webgpu').toBe(gpu !== null && !gpu.isFallback);
    if (gpu?.isFallback) expect(reason).toContain(`no GPU but software (${gpu.name})`);
    if (backend === 'wasm') await expect(importTensorflow()).rejects.toThrow(BackendError);
    expect(await useBackend(backend)).toMatch(/^tfjs 4\.22\.0 \w/);
  });
});
