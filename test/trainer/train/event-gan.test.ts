import { beforeAll, describe, expect, it } from 'vitest';
import { FRAMES } from '../../../physics/decay/frame.ts';
import { TRUTHS } from '../../../physics/hadronization/parameters.ts';
import { eventSetOf, simulateDecays } from '../../../physics/hadronization/simulate.ts';
import { seedOf } from '../../../physics/random/stream.ts';
import { useBackend } from '../../../trainer/backend.ts';
import { clusterSample } from '../../../trainer/train/cluster-sample.ts';
import { eventDistances } from '../../../trainer/train/event-distance.ts';
import { eventGanFigures, eventGanSteps, initialEventGan } from '../../../trainer/train/event-gan.ts';
import { eventSample } from '../../../trainer/train/event-sample.ts';

const settings = {
  hidden: [32, 32],
  phi: [32, 32],
  rho: [32],
  schedule_steps: 120,
  batch: 100,
  generator_rate: 2e-3,
  discriminator_rate: 2e-3,
  final_rate: 0.1,
  beta1: 0.5,
  beta2: 0.99,
  event_axis: true,
  pull_weight: 1e-3,
  average_decay: 0.9,
};
const seed = seedOf(1);
/** Clusters of one part of a sample, hadrons of another. */
const clusters = simulateDecays(TRUTHS.kinmin, seedOf(601), 0, 2000);
const hadrons = eventSample(eventSetOf(simulateDecays(TRUTHS.kinmin, seedOf(601), 2000, 2000)));
const nominal = eventSample(eventSetOf(simulateDecays(TRUTHS.nominal, seedOf(602), 0, 2000)));

beforeAll(() => useBackend('wasm'));

describe('distances of events', () => {
  it('are nothing for the same events, small for the same truth, large for another', () => {
    expect(eventDistances(hadrons, hadrons)).toEqual({
      w1_E: 0,
      w1_px: 0,
      w1_py: 0,
      w1_pz: 0,
      w1: 0,
      w1_leading: 0,
      distance: 0,
    });
    const same = eventDistances(eventSample(eventSetOf(clusters)), hadrons);
    const other = eventDistances(nominal, hadrons);
    // the leading pion: 33.1 GeV against 27.9, its floor 0.3 with 2,000 events
    expect(same.w1_leading).toBeLessThan(0.7);
    expect(other.w1_leading).toBeGreaterThan(4);
    expect(other.w1).toBeGreaterThan(2 * same.w1);
  });

  it('are refused for nothing', () => {
    const nothing = { hadrons: new Float32Array(), offsets: Uint32Array.of(0) };
    expect(() => eventDistances(nothing, hadrons)).toThrow(RangeError);
  });
});

describe.each(FRAMES)('a generator that learns from unordered events in %s', (frame) => {
  it.each([
    { r1: 0, event_axis: true },
    { r1: 0.1, event_axis: false },
  ])('comes nearer to them in 120 steps, with %o', async (changed) => {
    const samples = { clusters: clusterSample(clusters, frame), hadrons };
    const gan = initialEventGan(frame, { ...settings, ...changed }, seed);
    // from decays that hardly know the axis
    gan.generator.at(-1)!.data[0] = -3;
    gan.average.at(-1)!.data[0] = -3;
    const before = await eventGanFigures(gan, samples, seed);
    const step = eventGanSteps(gan, samples, { ...settings, ...changed }, seed);
    for (let s = 1; s <= 120; s++) await step(s);
    const after = await eventGanFigures(gan, samples, seed);
    expect(before['w1_leading']!).toBeGreaterThan(2.5);
    expect(after['w1_leading']!).toBeLessThan(0.65 * before['w1_leading']!);
  });
});
