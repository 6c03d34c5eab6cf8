import { describe, expect, it } from 'vitest';
import { partOf, SPLIT_SEED } from '../../../trainer/data/split.ts';

const EVENTS = 20_000;
const parts = Array.from({ length: EVENTS }, (_, i) => partOf(SPLIT_SEED, i));

const share = (use: string, half?: number): number =>
  parts.filter((part) => part.use === use && (half === undefined || part.half === half)).length / EVENTS;

describe('the split of a file', () => {
  it('depends on seed and number alone', () => {
    for (const i of [0, 1, 777, 19_999]) expect(partOf(SPLIT_SEED, i)).toEqual(parts[i]);
    expect(Array.from({ length: 100 }, (_, i) => partOf(51n, i))).not.toEqual(parts.slice(0, 100));
  });

  it('has its shares: seven tenths and three of one, halved', () => {
    // binomial errors of 0.0032 and 0.0021; four of them
    expect(Math.abs(share('training') - 0.7)).toBeLessThan(0.013);
    for (const use of ['validation', 'calibration', 'certificate'])
      expect(Math.abs(share(use) - 0.1)).toBeLessThan(0.0085);
    expect(Math.abs(share('training', 0) - 0.35)).toBeLessThan(0.0135);
  });

  it('does not follow the order of events: neighbours are independent', () => {
    const both = parts.filter((part, i) => part.use === 'training' && parts[i + 1]?.use === 'training').length / EVENTS;
    expect(Math.abs(both - 0.49)).toBeLessThan(0.018);
  });
});
