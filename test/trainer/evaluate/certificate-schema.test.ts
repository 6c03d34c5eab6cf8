import { describe, expect, it } from 'vitest';
import {
  agreementSchema,
  certificateSchema,
  estimateSchema,
  histogramSchema,
} from '../../../models/contract/certificate.ts';

const histogram = { edges: [0, 1, 2], sumw: [3, 4], sumw2: [3, 4], underflow: 0, overflow: 1 };

describe('certificate schema', () => {
  it('takes whole numbers and histograms only', () => {
    expect(histogramSchema.safeParse(histogram).success).toBe(true);
    expect(estimateSchema.safeParse({ value: 0.5, error: 0.01, events: 100 }).success).toBe(true);
  });

  it.each([
    ['a bin too few', { ...histogram, sumw: [3] }],
    ['edges that fall', { ...histogram, edges: [0, 2, 1] }],
    ['a negative variance', { ...histogram, sumw2: [3, -4] }],
    ['a number that is not finite', { ...histogram, sumw: [3, Number.NaN] }],
    ['a field too many', { ...histogram, colour: 'red' }],
    ['no overflow', { ...histogram, overflow: undefined }],
  ])('refuses a histogram with %s', (_what, value) => {
    expect(histogramSchema.safeParse(value).success).toBe(false);
  });

  it('refuses numbers without error or sample size, and garbage', () => {
    expect(estimateSchema.safeParse({ value: 0.5, events: 100 }).success).toBe(false);
    expect(estimateSchema.safeParse({ value: 0.5, error: -1, events: 100 }).success).toBe(false);
    expect(estimateSchema.safeParse({ value: 0.5, error: 0.1, events: 0 }).success).toBe(false);
    expect(agreementSchema.safeParse({ chi2: 1, ndf: 1, ks: 1.5 }).success).toBe(false);
    for (const garbage of [
      null,
      [],
      {},
      'x',
      { schema: 'hadronedge/certificate/2', kind: 'scorer' },
      { kind: 'generator' },
    ])
      expect(certificateSchema.safeParse(garbage).success).toBe(false);
  });
});
