import type { CertificateHistogram } from '../../models/contract/certificate.ts';
import type { Axis } from './draw/figure.ts';
import type { Measured } from './draw/paths.ts';

/** A histogram as a probability density, with errors. */
export interface Density {
  edges: number[];
  heights: number[];
  errors: number[];
}

/** Probability density, the entries outside the histogram counted in. */
export function densityOf({ edges, sumw, sumw2, underflow, overflow }: CertificateHistogram): Density {
  const total = sumw.reduce((sum, w) => sum + w, underflow + overflow) || 1;
  const scale = (i: number): number => 1 / (total * (edges[i + 1]! - edges[i]!));
  return {
    edges,
    heights: sumw.map((w, i) => w * scale(i)),
    errors: sumw2.map((w2, i) => Math.sqrt(w2) * scale(i)),
  };
}

/** Points in the middle of the bins that have entries. */
export function densityPoints({ edges, heights, errors }: Density): Measured[] {
  return heights
    .map((y, i) => ({ x: (edges[i]! + edges[i + 1]!) / 2, y, error: errors[i]! }))
    .filter(({ y }) => y !== 0);
}

/** Ratios to a reference with the shape's own errors, where both have entries. */
export function ratioPoints(shape: Density, reference: Density): Measured[] {
  return densityPoints({
    edges: shape.edges,
    heights: shape.heights.map((height, i) => (reference.heights[i]! > 0 ? height / reference.heights[i]! : 0)),
    errors: shape.errors.map((error, i) => error / reference.heights[i]!),
  });
}

/** Half the width of a ratio panel's range: the least of some that holds nine in ten of its points. */
export function ratioReach(points: readonly Measured[]): number {
  const off = points.map(({ y }) => Math.abs(y - 1)).sort((a, b) => a - b);
  const most = off[Math.floor(0.9 * (off.length - 1))] ?? 0;
  return [0.1, 0.2, 0.5].find((reach) => most <= reach) ?? 1;
}

/** Spectra that fall by more than this are drawn against a logarithm. */
const STEEP = 100;
/** What is smaller than this part of the peak is not drawn. */
const LEAST = 1e-6;

/** The axis of densities: logarithmic where the first of them, the reference, falls steeply. */
export function densityAxis(name: string, [reference, ...others]: readonly [Density, ...Density[]]): Axis {
  const filled = reference.heights.filter((height) => height > 0);
  const peak = Math.max(...filled, ...others.flatMap(({ heights }) => heights), 1e-300);
  const least = Math.min(...filled, peak);
  if (peak / least < STEEP) return { name, range: [0, 1.12 * peak] };
  return { name, range: [Math.max(0.5 * least, LEAST * peak), 2 * peak], scale: 'log' };
}

export const densityName = (unit: string): string => `probability density${unit === '1' ? '' : ` [1/${unit}]`}`;
