import { describe, expect, it } from 'vitest';
import { recordString } from '../../../../physics/hadronization/string/simulate.ts';
import type { TrialRecord } from '../../../../physics/hadronization/string/trial-record.ts';
import { simulateWeighted } from '../../../../physics/hadronization/string/weighted.ts';
import { type NewValues, weightsOf } from '../../../../physics/hadronization/string/weights.ts';
import { multiplicity } from '../../../../physics/observables/event/multiplicity.ts';
import { equalEdges } from '../../../../physics/observables/histogram.ts';
import { meanOf } from '../../../../physics/observables/mean.ts';
import { effectiveEvents } from '../../../../physics/observables/n-eff.ts';
import { seedOf } from '../../../../physics/random/stream.ts';
import { stringWith } from './draws.ts';
import { chi2PerBin, type Spectrum, spectrumOf } from './spectra.ts';

const W = 100;
const EVENTS = 40_000;
const PART = 5000;
const base = stringWith({ energy: W, axis: 'z' });

/** What is compared of each event. */
interface Sample {
  n: number[];
  /** Entries with the offsets of their events. */
  spectra: Record<'z' | 'pT' | 'E', { values: number[]; offsets: number[] }>;
}

/** z of the draws that made hadrons: those of the last attempt, without the last two hadrons, which have none. */
function addShares(to: { values: number[]; offsets: number[] }, record: TrialRecord): void {
  for (let e = 0; e < record.lambda.length; e++) {
    for (let d = record.last_draw[e]!; d < record.draw_offsets[e + 1]!; d++)
      to.values.push(record.z[record.trial_offsets[d + 1]! - 1]!);
    to.offsets.push(to.values.length);
  }
}

const emptyEntries = (): { values: number[]; offsets: number[] } => ({ values: [], offsets: [0] });

/** Simulates in parts, since records are large; `onPart` sees each record. */
function sampleOf(
  parameters: typeof base,
  seed: number,
  events: number,
  onPart?: (record: TrialRecord) => void,
): Sample {
  const sample: Sample = { n: [], spectra: { z: emptyEntries(), pT: emptyEntries(), E: emptyEntries() } };
  const { z, pT, E } = sample.spectra;
  for (let first = 0; first < events; first += PART) {
    const { events: part, record } = recordString(parameters, seedOf(seed), first, Math.min(PART, events - first));
    sample.n.push(...multiplicity(part));
    addShares(z, record);
    const start = E.values.length;
    for (let i = 0; i < part.E.length; i++) {
      pT.values.push(Math.hypot(part.px[i]!, part.py[i]!));
      E.values.push(part.E[i]!);
    }
    for (const end of part.offsets.subarray(1)) {
      pT.offsets.push(start + end);
      E.offsets.push(start + end);
    }
    onPart?.(record);
  }
  return sample;
}

/** Equal bins where the spectra are flat, growing ones where they fall. */
const EDGES = {
  z: equalEdges(0, 1, 20),
  pT: equalEdges(0, 1.6, 20),
  E: Float64Array.from({ length: 21 }, (_, i) => 0.14 * (50 / 0.14) ** (i / 20)),
};

const spectraOf = ({ spectra }: Sample, weights: ArrayLike<number>): Record<'z' | 'pT' | 'E', Spectrum> => ({
  z: spectrumOf(spectra.z.values, spectra.z.offsets, EDGES.z, weights),
  pT: spectrumOf(spectra.pT.values, spectra.pT.offsets, EDGES.pT, weights),
  E: spectrumOf(spectra.E.values, spectra.E.offsets, EDGES.E, weights),
});

/**
 * Changes, with what other programs found: N_eff / N in 200,000 events of a prototype in C++, the mean multiplicity and its
 * error by Pythia 8.318's own weights (bench/pythia.py 100000 100). The tolerances of N_eff / N are several times the
 * scatter between samples of 40,000 (0.002, 0.001, 0.01, 0.01); weights for b and sigma have heavy tails, and now and
 * then a single one takes a twentieth of N_eff away. A wrong one would be far off: 0.1 for b without oversampling.
 */
const CHANGES: { to: NewValues; nEff: number; tolerance: number; n: number; error: number }[] = [
  { to: { a: 0.55 }, nEff: 0.894, tolerance: 0.01, n: 15.27, error: 0.011 },
  { to: { a: 0.8 }, nEff: 0.916, tolerance: 0.01, n: 16.632, error: 0.011 },
  { to: { b: 0.8 }, nEff: 0.55, tolerance: 0.06, n: 16.783, error: 0.016 },
  { to: { sigma: 0.3 }, nEff: 0.45, tolerance: 0.06, n: 16.902, error: 0.019 },
];

/** The weight formula without the trials that were rejected: what one might think is enough. */
function weightsOfAccepted(record: TrialRecord, a: number): number[] {
  const { draw_offsets, trial_offsets } = record;
  const only = { ...record, acceptance: record.acceptance.slice() };
  for (let d = 0; d + 1 < trial_offsets.length; d++)
    only.acceptance.fill(0, trial_offsets[d], trial_offsets[d + 1]! - 1);
  expect(draw_offsets.at(-1)).toBe(record.mT2.length);
  return Array.from(weightsOf(only, base, { a }).weight);
}

const all = CHANGES.map(() => [] as number[]);
const last = CHANGES.map(() => [] as number[]);
const wrong: number[] = [];
let clipped = 0;
const weighted = sampleOf(base, 51, EVENTS, (record) => {
  for (const [i, { to }] of CHANGES.entries()) {
    const result = weightsOf(record, base, to);
    clipped += result.clipped;
    all[i]!.push(...result.weight);
    last[i]!.push(...weightsOf(record, base, to, 'last').weight);
  }
  wrong.push(...weightsOfAccepted(record, 0.55));
});
const ones = Array<number>(EVENTS).fill(1);
// One seed for each: independent of the weighted events and of each other.
const direct = CHANGES.map(({ to }, i) => sampleOf({ ...base, ...to, oversampling: 1 }, 60 + i, EVENTS));

/** Distance of two means in units of both errors. */
function distance(a: { mean: number; error: number }, b: { mean: number; error: number }): number {
  return Math.abs(a.mean - b.mean) / Math.hypot(a.error, b.error);
}

/** chi2 per bin of 20 bins: 1 expected, above 2 once in 1000 if bins were independent. */
const LARGEST_CHI2 = 2.2;

describe.each(CHANGES.map((change, i) => ({ ...change, i, name: JSON.stringify(change.to) })))(
  'weights to $name',
  ({ i, nEff, tolerance, n, error }) => {
    const weights = all[i]!;

    it('have mean 1, within its error', () => {
      const one = meanOf(weights);
      expect(Math.abs(one.mean - 1) / one.error).toBeLessThan(3.3);
    });

    it('leave as many effective events as another program finds', () => {
      expect(Math.abs(effectiveEvents(weights) / EVENTS - nEff)).toBeLessThan(tolerance);
    });

    it('give the multiplicity of direct simulation, here and in another program', () => {
      const found = meanOf(weighted.n, weights);
      expect(distance(found, meanOf(direct[i]!.n))).toBeLessThan(3.3);
      expect(distance(found, { mean: n, error })).toBeLessThan(3.3);
      expect(distance(meanOf(weighted.n), meanOf(direct[i]!.n))).toBeGreaterThan(10);
    });

    it('give the spectra of z, pT and E of direct simulation, which no weights do not', () => {
      const [found, expected, bare] = [
        spectraOf(weighted, weights),
        spectraOf(direct[i]!, ones),
        spectraOf(weighted, ones),
      ];
      for (const name of ['z', 'pT', 'E'] as const) {
        expect(chi2PerBin(found[name], expected[name])).toBeLessThan(LARGEST_CHI2);
      }
      const worst = Math.max(...(['z', 'pT', 'E'] as const).map((name) => chi2PerBin(bare[name], expected[name])));
      expect(worst).toBeGreaterThan(2 * LARGEST_CHI2);
    });

    it('give the same events from the last attempts alone, once normalised', () => {
      expect(distance(meanOf(weighted.n, last[i]), meanOf(direct[i]!.n))).toBeLessThan(3.3);
      expect(effectiveEvents(last[i]!)).toBeGreaterThan(effectiveEvents(weights));
    });
  },
);

describe('weights', () => {
  it('need no clipping at the oversampling of 10', () => {
    expect(clipped).toBe(0);
  });

  it('of accepted trials alone are wrong: their mean, and the multiplicity that they give', () => {
    const { mean, error } = meanOf(wrong);
    expect(Math.abs(mean - 1) / error).toBeGreaterThan(10);
    expect(distance(meanOf(weighted.n, wrong), meanOf(direct[0]!.n))).toBeGreaterThan(5);
  });

  it('have the mean from last attempts that an independent program has: 0.988 for a = 0.55', () => {
    const { mean, error } = meanOf(last[0]!);
    expect(Math.abs(mean - 0.988) / Math.hypot(error, 0.001)).toBeLessThan(3.3);
    expect(Math.abs(mean - 1) / error).toBeGreaterThan(3.3);
    expect(Math.abs(effectiveEvents(last[0]!) / EVENTS - 0.916)).toBeLessThan(0.01);
  });

  it('vary more without oversampling', () => {
    const own = { ...base, oversampling: 1 };
    const weights: number[] = [];
    sampleOf(own, 70, 20_000, (record) => weights.push(...weightsOf(record, own, { a: 0.55 }).weight));
    // The same program, oversampling 1: 0.831.
    expect(Math.abs(effectiveEvents(weights) / weights.length - 0.831)).toBeLessThan(0.02);
  });

  it('are 1 without a change, multiply from one parameter to the next, and cannot be had for others', () => {
    const { record } = recordString(base, seedOf(52), 0, 200);
    expect(weightsOf(record, base, {}).weight).toEqual(new Float64Array(200).fill(1));
    expect(weightsOf(record, base, { a: base.a, sigma: base.sigma }).weight).toEqual(new Float64Array(200).fill(1));
    const both = weightsOf(record, base, { b: 0.9, sigma: 0.32 }).weight;
    const [b, sigma] = [weightsOf(record, base, { b: 0.9 }).weight, weightsOf(record, base, { sigma: 0.32 }).weight];
    for (let e = 0; e < 200; e++) expect(both[e]! / (b[e]! * sigma[e]!)).toBeCloseTo(1, 12);
    expect(() => weightsOf(record, base, { a: 3 })).toThrow(/a must lie in 0 … 2/);
  });

  it('belong to the event: no chunk, and no direction of the string, changes them', () => {
    const to = { a: 0.6, b: 1.1, sigma: 0.32 };
    const whole = simulateWeighted(base, to, seedOf(53), 0, 50).events;
    const parts = [simulateWeighted(base, to, seedOf(53), 0, 20), simulateWeighted(base, to, seedOf(53), 20, 30)];
    expect(parts.flatMap(({ events }) => Array.from(events.weight!))).toEqual(Array.from(whole.weight!));
    const turned = simulateWeighted({ ...base, axis: '1+cos2' }, to, seedOf(53), 0, 50).events;
    expect(turned.weight).toEqual(whole.weight);
    expect(turned.pz).not.toEqual(whole.pz);
    expect(simulateWeighted(base, null, seedOf(53), 0, 50).events.weight).toBeUndefined();
  });
});
