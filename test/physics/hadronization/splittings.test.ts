import { describe, expect, it } from 'vitest';
import { gluonSplitting, quarkSplitting, type Splitting } from '../../../physics/hadronization/splittings.ts';
import { testStream } from '../uniform.ts';
import { integrate, kolmogorov } from './statistics.ts';

const t = 400;
const zHigh = 0.93;
const zLow = 1 - zHigh;
const span = Math.log(zHigh / zLow);

// Kernels and overestimates as in the literature (Ellis, Stirling, Webber, table 5.1; hep-ph/0310083), for
// g -> g g half of it for each colour line.
const cases: {
  name: string;
  splitting: Splitting;
  m2: number;
  P: (z: number) => number;
  over: (z: number) => number;
}[] = [
  {
    name: 'q -> q g, massless',
    splitting: quarkSplitting,
    m2: 0,
    P: (z) => ((4 / 3) * (1 + z * z)) / (1 - z),
    over: (z) => 8 / 3 / (1 - z),
  },
  {
    name: 'q -> q g, m = 5 GeV',
    splitting: quarkSplitting,
    m2: 25,
    P: (z) => (4 / 3) * ((1 + z * z) / (1 - z) - 50 / (z * (1 - z) * t)),
    over: (z) => 8 / 3 / (1 - z),
  },
  {
    name: 'g -> g g',
    splitting: gluonSplitting,
    m2: 0,
    P: (z) => 3 * (z / (1 - z) + (1 - z) / z + z * (1 - z)) * 0.5,
    over: (z) => 0.5 * 3 * (1 / z + 1 / (1 - z)),
  },
];

describe.each(cases)('$name', ({ splitting, m2, P, over }) => {
  it('has the kernel of the literature as its ratio, never above 1', () => {
    for (let z = zLow; z <= zHigh; z += 0.01) {
      expect(splitting.ratio(z, t, m2)).toBeCloseTo(P(z) / over(z), 12);
      expect(splitting.ratio(z, t, m2)).toBeLessThanOrEqual(1);
    }
  });

  it('has the integral of the overestimate', () => {
    expect(splitting.integral(span)).toBeCloseTo(integrate(over, zLow, zHigh), 8);
  });

  it('draws z from the overestimate, which a flat z is not', () => {
    const stream = testStream(1);
    const drawn = Array.from({ length: 5000 }, () => splitting.drawZ(stream.uniform(), zHigh, span));
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(zLow);
    expect(Math.max(...drawn)).toBeLessThanOrEqual(zHigh);
    const cumulative = (z: number): number => integrate(over, zLow, z, 50) / splitting.integral(span);
    expect(kolmogorov(drawn, cumulative)).toBeLessThan(1.95);
    const flat = drawn.map(() => zLow + (zHigh - zLow) * stream.uniform());
    expect(kolmogorov(flat, cumulative)).toBeGreaterThan(1.95);
  });
});
