import { describe, expect, it } from 'vitest';
import type { Estimate, GeneratorCertificate } from '../../../models/contract/certificate.ts';
import { barOf, differenceOf, failedBars, ratioOf } from '../../../trainer/evaluate/bars/bar.ts';
import { type GeneratorFigures, generatorBars } from '../../../trainer/evaluate/bars/generator-bars.ts';
import { generatorMarks } from '../../../trainer/evaluate/bars/generator-marks.ts';
import { requireSameEvents } from '../../../trainer/evaluate/beside.ts';
import { closureOf } from '../../../trainer/evaluate/closure.ts';
import { PRESETS } from '../../../trainer/presets/presets.ts';

const of = (value: number, error = 0.001): Estimate => ({ value, error, events: 1000 });

/** Figures of a generator: distances of angles and hadrons, AUC; floors 0.002 and 0.014. */
function figures(angles: number, hadrons: number, auc: number, nominal?: number): GeneratorFigures {
  const distance = (generated: number, floor: number, isotropic: number) => ({
    definition: 'of a test',
    unit: 'GeV' as const,
    mean: {
      generated: of(generated),
      floor: of(floor, floor / 20),
      isotropic: of(isotropic),
      ...(nominal === undefined ? {} : { nominal: of(nominal) }),
    },
    components: {},
  });
  return {
    wasserstein: { angles: distance(angles, 0.002, 0.002), hadrons: distance(hadrons, 0.014, 0.08) },
    classifier: { settings: {}, auc: { generated: of(auc), floor: of(0.5), isotropic: of(0.54) } },
    residuals: { clusters: 1, energy_momentum: 0, mass_shell: 0 },
  };
}

const failed = (preset: string, given: GeneratorFigures) =>
  generatorBars(given, generatorMarks(preset))
    .filter(({ met }) => !met)
    .map(({ name }) => name);

describe('bars of presets', () => {
  it.each([
    ['hadml-v1', figures(0.0059, 0.05, 0.535), []],
    ['hadml-v1', figures(0.0061, 0.05, 0.535), ['W1 angles, in floors']],
    ['hadml-v1', figures(0.011, 0.05, 0.535), ['W1 angles, ours', 'W1 angles, in floors']],
    ['hadml-v2', figures(0.01, 0.041, 0.529), []],
    ['hadml-v2', figures(0.01, 0.043, 0.531), ['W1 hadrons, in floors', 'AUC of a fresh classifier, ours']],
    ['hadml-v2-lite', figures(0.01, 0.043, 0.52), ['W1 hadrons, in floors']],
    ['hadml-v2-kinmin', figures(0.01, 0.069, 0.539, 0.35), []],
    [
      'hadml-v2-kinmin',
      figures(0.01, 0.071, 0.539, 0.35),
      ['W1 hadrons, in floors', 'W1 hadrons, nominal to generated'],
    ],
    ['hadronedge', figures(0.01, 0.04, 0.516), ['AUC of a fresh classifier, ours']],
    ['hadronedge-kinmin', figures(0.01, 0.06, 0.529, 0.35), []],
    ['hadronedge-kinmin', figures(0.01, 0.06, 0.531, 0.35), ['AUC of a fresh classifier, ours']],
    ['outside', figures(0.02, 0.079, 0.539), []],
    ['outside', figures(0.023, 0.081, 0.541), ['W1 angles', 'W1 hadrons', 'AUC of a fresh classifier']],
  ])('%s', (preset, given, expected) => {
    expect(failed(preset, given)).toEqual(expected);
  });

  it('ask nothing of a preset by the name of a method', () => {
    expect(generatorMarks('constructor')).toEqual({});
    expect(PRESETS.has('hadml-v1')).toBe(true);
  });
});

const certificate = (auc: number) =>
  ({
    ...figures(0.01, 0.03, auc),
    samples: { seed: '40', events: 1000 },
    classifier: { ...figures(0.01, 0.03, auc).classifier, settings: { events: 2000 } },
  }) as unknown as GeneratorCertificate;
const beside = (auc: number) => ({
  name: 'hadml-v2',
  version: '1.0.0',
  digest: `sha256:${'0'.repeat(64)}`,
  certificate: certificate(auc),
});

const asGood = (auc: number) =>
  generatorBars(figures(0.01, 0.03, auc), {}, beside(0.52)).find(({ name }) => name === "AUC less hadml-v2's")!;

describe('as good as the release beside', () => {
  it('is within two errors of the difference', () => {
    // the error of either is 0.001
    expect(asGood(0.52 + 2.7e-3)).toMatchObject({ met: true });
    expect(asGood(0.52 + 2.9e-3)).toMatchObject({ met: false });
    expect(asGood(0.51)).toMatchObject({ met: true });
  });

  it('compares figures of the same events only', () => {
    const same = { seed: 40n, events: 1000, classifier: { events: 2000 } };
    expect(() => requireSameEvents(beside(0.52), same)).not.toThrow();
    for (const other of [
      { ...same, seed: 41n },
      { ...same, events: 2000 },
      { ...same, classifier: { events: 100 } },
    ])
      expect(() => requireSameEvents(beside(0.52), other)).toThrow('hadml-v2 was judged on 1000 events of seed 40');
  });
});

describe('arithmetic of bars', () => {
  it('carries both errors', () => {
    expect(ratioOf({ value: 6, error: 0.3 }, { value: 2, error: 0.2 })).toEqual({
      value: 3,
      error: Math.hypot(0.15, 0.3),
    });
    expect(differenceOf({ value: 3, error: 3 }, { value: 2, error: 4 })).toEqual({ value: 1, error: 5 });
  });

  it('is met at the mark itself', () => {
    const bars = [
      barOf('a', of(1), 'at most', 1, 's'),
      barOf('b', of(1), 'at least', 1, 's'),
      barOf('c', of(2), 'at most', 1, 's'),
    ];
    expect(bars.map(({ met }) => met)).toEqual([true, true, false]);
    expect(failedBars(bars)).toBe(1);
  });
});

const weights = (n_eff: number, lost: number) => ({
  mean: of(1),
  n_eff,
  events: 50_000,
  clipped: 0,
  largest: 9,
  lost,
});

describe('whether weights allow a closure', () => {
  it.each([
    [1000, 0, true],
    [999, 0, false],
    [10_000, 0.0099, true],
    [10_000, 0.0101, false],
  ])('N_eff %d, lost %d: %s', (n_eff, lost, allows) => {
    expect(closureOf('1 to 0', weights(n_eff, lost))).toMatchObject({ allows, direction: '1 to 0' });
  });
});
