import { describe, expect, it } from 'vitest';
import { wasserstein } from '../../../physics/observables/wasserstein.ts';
import { planEvents } from '../../../trainer/evaluate/event-range.ts';
import { floorOf, sortComponents, sortedDistance } from '../../../trainer/evaluate/floor.ts';
import { rank } from '../../../trainer/evaluate/ranked.ts';
import { estimateOf, wassersteinDistance } from '../../../trainer/evaluate/two-sample.ts';
import { bellEvents, deviation, exponentialEvents, mean } from './toys.ts';

const EVENTS = 400;
const sorted = (seed: number) => ({ x: bellEvents(seed, EVENTS).values.toSorted() });

const rounded = (values: Float64Array) => values.map((x) => Math.round(5 * x) / 5);

describe('distance of sorted samples', () => {
  it('is that of the other implementations, ties and unequal sizes included', () => {
    const a = exponentialEvents(1, 60, 1, (e) => e % 4);
    const b = exponentialEvents(2, 80, 1.3, (e) => 1 + (e % 3));
    for (const [x, y] of [
      [a.values, b.values],
      [rounded(a.values), rounded(b.values)],
    ] as const)
      expect(sortedDistance(x.toSorted(), y.toSorted())).toBeCloseTo(wasserstein(x, y), 12);
    const jackknifed = estimateOf(wassersteinDistance(rank(a), rank(b)), 60).value;
    expect(sortedDistance(a.values.toSorted(), b.values.toSorted())).toBeCloseTo(jackknifed, 12);
  });

  it('is 0 for the same sample and the shift for a shifted one', () => {
    const { x } = sorted(1);
    expect(sortedDistance(x, x)).toBe(0);
    expect(
      sortedDistance(
        x,
        x.map((value) => value + 3),
      ),
    ).toBeCloseTo(3, 12);
  });
});

describe('statistical floor', () => {
  it('is the mean of one pair, and its error is what the mean over samples scatters by', () => {
    // 60 floors from 8 samples each, all independent
    const floors = Array.from({ length: 60 }, (_, k) =>
      floorOf(
        Array.from({ length: 8 }, (_sample, s) => sorted(1000 + 8 * k + s)),
        EVENTS,
      ),
    );
    const single = Array.from({ length: 400 }, (_, k) =>
      sortedDistance(sorted(5000 + 2 * k).x, sorted(5001 + 2 * k).x),
    );
    const values = floors.map((floor) => floor.mean.value);
    const errorOfMeans = Math.hypot(deviation(values) / Math.sqrt(60), deviation(single) / Math.sqrt(400));
    expect(Math.abs(mean(values) - mean(single))).toBeLessThan(4 * errorOfMeans);
    // a scatter of 60 numbers is known to 9 %, and the jackknife errs on the large side
    const claimed = Math.sqrt(mean(floors.map((floor) => floor.mean.error ** 2)));
    expect(claimed / deviation(values)).toBeGreaterThan(0.7);
    expect(claimed / deviation(values)).toBeLessThan(1.6);
    // what it is for: far steadier than one pair
    expect(deviation(values)).toBeLessThan(0.5 * deviation(single));
    for (const { floors: of } of floors) expect(of).toMatchObject({ samples: 8, pairs: 28 });
  });

  it('is found wrong where a sample is another', () => {
    const samples = Array.from({ length: 8 }, (_, s) => sorted(s));
    const shifted = { x: bellEvents(99, EVENTS, 0.5).values.toSorted() };
    const [right, wrong] = [floorOf(samples, EVENTS), floorOf([...samples.slice(1), shifted], EVENTS)];
    expect(wrong.mean.value).toBeGreaterThan(2 * right.mean.value);
    expect(wrong.mean.error).toBeGreaterThan(5 * right.mean.error);
  });

  it('knows no error of a single pair', () => {
    const floor = floorOf(
      [sorted(1), sorted(2)].map(({ x }) => sortComponents({ x: { values: x, offsets: new Uint32Array(2) } })),
      EVENTS,
    );
    expect(floor.mean).toEqual({ value: sortedDistance(sorted(1).x, sorted(2).x), error: 0, events: EVENTS });
  });
});

describe('which events are used for what', () => {
  it('shares no event between any two uses', () => {
    const { floors, ...others } = planEvents(100, 250, 5);
    const ranges = [...Object.values(others), ...floors].toSorted((a, b) => a.first - b.first);
    expect(floors).toHaveLength(3);
    for (const [k, range] of ranges.entries())
      expect(range.first).toBe(k === 0 ? 0 : ranges[k - 1]!.first + ranges[k - 1]!.count);
  });
});
