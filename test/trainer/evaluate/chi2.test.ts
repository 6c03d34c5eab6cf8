import { describe, expect, it } from 'vitest';
import { equalEdges } from '../../../physics/observables/histogram.ts';
import { chi2OfHistograms } from '../../../trainer/evaluate/chi2.ts';
import { perEvent } from '../../../trainer/evaluate/entries.ts';
import { classOf, fillEventHistogram, toCertificate } from '../../../trainer/evaluate/event-histogram.ts';
import { bellEvents, deviation, exponentialEvents, mean, repeated } from './toys.ts';

const edges = equalEdges(0, 4, 20);

/** 6 entries an event, pairwise equal. */
const pairs = (seed: number) =>
  repeated(
    exponentialEvents(seed, 1500, 1, () => 3),
    2,
  );

describe('event histogram', () => {
  it('puts values into half-open bins, the last closed, and loses none', () => {
    const three = equalEdges(0, 3, 3);
    expect([-1, 0, 0.5, 1, 2.999, 3, 3.001].map((x) => classOf(three, x))).toEqual([0, 1, 1, 2, 3, 3, 4]);
    const histogram = toCertificate(fillEventHistogram(perEvent(Float64Array.of(-1, 0, 0.5, 1, 3, 9, 9)), three));
    expect(histogram).toEqual({ edges: [0, 1, 2, 3], sumw: [2, 1, 1], sumw2: [2, 1, 1], underflow: 1, overflow: 2 });
  });

  it('counts an event that fills a bin k times with variance k^2, and weights squared', () => {
    const twice = { values: Float64Array.of(0.5, 0.5, 1.5), offsets: Uint32Array.of(0, 3) };
    const { sums, covariance, total } = fillEventHistogram(twice, equalEdges(0, 2, 2), Float64Array.of(3));
    expect([...sums]).toEqual([0, 6, 3, 0]);
    expect([...covariance]).toEqual([0, 0, 0, 0, 0, 36, 18, 0, 0, 18, 9, 0, 0, 0, 0, 0]);
    expect(total).toBe(3);
  });
});

describe('chi2 of histograms', () => {
  it('is the textbook sum of (a - b)^2 / (a + b) for one entry an event', () => {
    const [a, b] = [bellEvents(1, 2000), bellEvents(2, 2000)];
    const [ha, hb] = [fillEventHistogram(a, equalEdges(-1, 1, 4)), fillEventHistogram(b, equalEdges(-1, 1, 4))];
    let expected = 0;
    for (let c = 0; c < 6; c++) expected += (ha.sums[c]! - hb.sums[c]!) ** 2 / (ha.sums[c]! + hb.sums[c]!);
    const { chi2, ndf } = chi2OfHistograms(ha, hb);
    expect(chi2).toBeCloseTo(expected, 8);
    expect(ndf).toBe(5);
  });

  it('has mean ndf and width sqrt(2 ndf) when the entries of an event hang together', () => {
    // the naive chi2 would be twice too large
    const ratios = [];
    for (let i = 0; i < 100; i++) {
      const [a, b] = [pairs(100 + i), pairs(500 + i)];
      const { chi2, ndf } = chi2OfHistograms(fillEventHistogram(a, edges), fillEventHistogram(b, edges));
      expect(ndf).toBeGreaterThan(15);
      ratios.push(chi2 / ndf);
    }
    // mean 1 within 4 standard errors of sqrt(2 / 19 / 100) = 0.032, width within 30 %
    expect(Math.abs(mean(ratios) - 1)).toBeLessThan(0.13);
    expect(deviation(ratios) / Math.sqrt(2 / 19)).toBeGreaterThan(0.7);
    expect(deviation(ratios) / Math.sqrt(2 / 19)).toBeLessThan(1.3);
  });

  it('sees a wrong sample', () => {
    const a = fillEventHistogram(
      exponentialEvents(1, 3000, 1, () => 4),
      edges,
    );
    const b = fillEventHistogram(
      exponentialEvents(2, 3000, 1.1, () => 4),
      edges,
    );
    const { chi2, ndf } = chi2OfHistograms(a, b);
    expect(chi2 / ndf).toBeGreaterThan(3);
  });

  it('joins thin bins and survives empty ones', () => {
    const a = fillEventHistogram(bellEvents(1, 300), equalEdges(-20, 20, 50));
    const b = fillEventHistogram(bellEvents(2, 300), equalEdges(-20, 20, 50));
    const { chi2, ndf } = chi2OfHistograms(a, b);
    expect(ndf).toBeGreaterThanOrEqual(2);
    expect(ndf).toBeLessThan(8);
    expect(chi2 / ndf).toBeLessThan(4);
    expect(chi2OfHistograms(a, a).chi2).toBeCloseTo(0, 20);
  });
});
