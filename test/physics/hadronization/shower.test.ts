import { describe, expect, it } from 'vitest';
import { runningCoupling } from '../../../physics/hadronization/alpha-s.ts';
import { type HadronizationParameters, TRUTHS } from '../../../physics/hadronization/parameters.ts';
import {
  ANTIQUARK,
  emptyPartons,
  FIRST_GLUON,
  type Partons,
  placePrimaries,
  QUARK,
} from '../../../physics/hadronization/partons.ts';
import { createShower } from '../../../physics/hadronization/shower.ts';
import { testStream } from '../uniform.ts';
import { integrate, meanOf } from './statistics.ts';

/** Without strangeness no shower is cut short. */
const parameters: HadronizationParameters = { ...TRUTHS.nominal, gluonStrangeWeight: 0 };
const s = parameters.energy ** 2;

function showers(count: number, visit: (partons: Partons) => void, settings = parameters): void {
  const shower = createShower(settings, runningCoupling(settings));
  const partons = emptyPartons();
  const stream = testStream(2);
  for (let i = 0; i < count; i++) {
    placePrimaries(partons, i % 2 === 0, s);
    expect(shower.evolve(partons, stream)).toBe(true);
    visit(partons);
  }
}

/** Rate of the first emission of a massless quark, d/d ln t, from the kernel and the cutoff: numerically. */
function emissionRate(t: number): number {
  const { at } = runningCoupling(parameters);
  const product = parameters.pTmin / Math.sqrt(t);
  if (product >= 0.25) return 0;
  const zHigh = 0.5 * (1 + Math.sqrt(1 - 4 * product));
  // In x = ln(1 - z) the kernel is smooth.
  const inX = (x: number): number => {
    const z = 1 - Math.exp(x);
    return ((at((z * (1 - z)) ** 2 * t) / (2 * Math.PI)) * 4 * (1 + z * z)) / 3;
  };
  return integrate(inX, Math.log(1 - zHigh), Math.log(zHigh), 100);
}

/** Probability that a quark emits nothing: the Sudakov form factor between a scale, e.g. s, and the lowest one. */
const noEmissionFrom = (scale: number): number =>
  Math.exp(
    -integrate((logT) => emissionRate(Math.exp(logT)), Math.log(16 * parameters.pTmin ** 2), Math.log(scale), 400),
  );
const noEmission = noEmissionFrom(s);

describe('the shower', () => {
  it('leaves a quark alone with the probability that the Sudakov form factor says', () => {
    const alone: number[] = [];
    showers(20_000, (partons) => {
      const jets = partons.jet.slice(FIRST_GLUON, partons.count);
      alone.push(jets.includes(QUARK) ? 0 : 1, jets.includes(ANTIQUARK) ? 0 : 1);
    });
    const { mean, error } = meanOf(alone);
    expect(Math.abs(mean - noEmission) / error).toBeLessThan(3.3);
    // The test sees 5 % in alpha_s.
    const stronger: number[] = [];
    const settings = { ...parameters, coupling: 1.05 * parameters.coupling };
    showers(
      20_000,
      (partons) => void stronger.push(partons.jet.slice(FIRST_GLUON, partons.count).includes(QUARK) ? 0 : 1),
      settings,
    );
    expect(Math.abs(meanOf(stronger).mean - noEmission) / meanOf(stronger).error).toBeGreaterThan(5);
  });

  it('starts at the energy of the event, 192 GeV as well', () => {
    const settings = { ...parameters, energy: 192 };
    const shower = createShower(settings, runningCoupling(settings));
    const partons = emptyPartons();
    const stream = testStream(4);
    const alone = Array.from({ length: 20_000 }, () => {
      placePrimaries(partons, true, 192 ** 2);
      shower.evolve(partons, stream);
      return partons.jet.slice(FIRST_GLUON, partons.count).includes(QUARK) ? 0 : 1;
    });
    const { mean, error } = meanOf(alone);
    expect(Math.abs(mean - noEmissionFrom(192 ** 2)) / error).toBeLessThan(3.3);
    expect(Math.abs(mean - noEmission) / error).toBeGreaterThan(10);
  });

  it('conserves light-cone momentum and transverse momentum in each jet', () => {
    showers(500, (partons) => {
      const sums = [0, 1].map(() => ({ alpha: 0, x: 0, y: 0 }));
      for (let i = 0; i < partons.count; i++) {
        const sum = sums[partons.jet[i]!]!;
        sum.alpha += partons.alpha[i]!;
        sum.x += partons.x[i]!;
        sum.y += partons.y[i]!;
      }
      for (const { alpha, x, y } of sums) {
        expect(alpha).toBeCloseTo(1, 12);
        expect(x).toBeCloseTo(0, 12);
        expect(y).toBeCloseTo(0, 12);
      }
    });
  });

  it('keeps one colour line from the quark over every gluon to the antiquark', () => {
    let longest = 0;
    showers(500, (partons) => {
      const met: number[] = [];
      for (let i = QUARK as number; i !== -1; i = partons.right[i]!) {
        met.push(i);
        if (partons.right[i] !== -1) expect(partons.left[partons.right[i]!]).toBe(i);
      }
      expect(met.at(-1)).toBe(ANTIQUARK);
      expect(met.toSorted((a, b) => a - b)).toEqual(Array.from({ length: partons.count }, (_, i) => i));
      // Gluons of the quark's jet stand nearer to the quark.
      expect(met.map((i) => partons.jet[i])).toEqual(met.map((i) => partons.jet[i]!).toSorted((a, b) => a - b));
      longest = Math.max(longest, partons.count);
    });
    expect(longest).toBeGreaterThan(8);
  });

  it('gives up as soon as a gluon draws strangeness, with its weight', () => {
    const shower = createShower(TRUTHS.nominal, runningCoupling(TRUTHS.nominal));
    const partons = emptyPartons();
    const stream = testStream(3);
    const outcomes: number[] = [];
    for (let i = 0; i < 20_000; i++) {
      placePrimaries(partons, true, s);
      const survived = shower.evolve(partons, stream);
      // Each gluon is a trial: those that are there survived, the one that ended the shower did not.
      for (let g = FIRST_GLUON; g < partons.count; g++) outcomes.push(0);
      if (!survived) outcomes.push(1);
    }
    const { mean, error } = meanOf(outcomes);
    // Sample sizes that end with an outcome bias nothing: each trial is independent of those before it (Wald).
    expect(Math.abs(mean - 0.824135 / 2.824135) / error).toBeLessThan(3.3);
  });
});
