import { describe, expect, it } from 'vitest';
import { drawAzimuth, drawIsotropic, drawPrimaryAxis } from '../../../physics/hadronization/direction.ts';
import type { RandomStream } from '../../../physics/random/stream.ts';
import { testStream } from '../uniform.ts';
import { kolmogorov } from './statistics.ts';

function draw(how: (out: Float64Array, random: RandomStream) => void): number[][] {
  const stream = testStream(13);
  const out = new Float64Array(3);
  return Array.from({ length: 10_000 }, () => {
    how(out, stream);
    return Array.from(out);
  });
}

const flatCosine = (c: number): number => (1 + c) / 2;
/** Integral of 3/8 (1 + c^2). */
const primaryCosine = (c: number): number => (4 + 3 * c + c ** 3) / 8;
const flatAzimuth = (phi: number): number => (phi + Math.PI) / (2 * Math.PI);
const azimuths = (vectors: number[][]): number[] => vectors.map(([x, y]) => Math.atan2(y!, x!));

describe('drawn directions', () => {
  it('are unit vectors', () => {
    for (const vectors of [draw(drawIsotropic), draw(drawPrimaryAxis), draw(drawAzimuth)]) {
      expect(Math.max(...vectors.map((v) => Math.abs(Math.hypot(...v) - 1)))).toBeLessThan(1e-14);
    }
  });

  it('have a flat azimuth', () => {
    for (const how of [drawIsotropic, drawPrimaryAxis, drawAzimuth]) {
      expect(kolmogorov(azimuths(draw(how)), flatAzimuth)).toBeLessThan(1.95);
    }
  });

  it('are isotropic, or 1 + cos^2 to the beam, and the one is not the other', () => {
    const isotropic = draw(drawIsotropic).map((v) => v[2]!);
    const primary = draw(drawPrimaryAxis).map((v) => v[2]!);
    expect(kolmogorov(isotropic, flatCosine)).toBeLessThan(1.95);
    expect(kolmogorov(primary, primaryCosine)).toBeLessThan(1.95);
    expect(kolmogorov(isotropic, primaryCosine)).toBeGreaterThan(1.95);
    expect(kolmogorov(primary, flatCosine)).toBeGreaterThan(1.95);
  });
});
