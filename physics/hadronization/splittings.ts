import { exp } from '../elementary/exp.ts';

/**
 * A QCD splitting of the shower, in Herwig's form: z is drawn from an overestimate of the kernel P(z) and kept with
 * probability P / overestimate (Gieseke, Stephens and Webber, hep-ph/0310083; Herwig's HalfHalfOneSplitFn
 * and OneOneOneSplitFn).
 *
 * Both are drawn where z (1 - z) > pTmin / q~, that is zLow < z < zHigh = 1 - zLow, since outside no emission reaches
 * pTmin; `span` is ln(zHigh / zLow).
 */
export interface Splitting {
  /** Integral of the overestimate over the z range, without the factor alpha_s / 2 pi. */
  integral(span: number): number;
  /** z from a number uniform in (0, 1). */
  drawZ(uniform: number, zHigh: number, span: number): number;
  /** P / overestimate at t = q~^2 for a parent of squared mass m2. */
  ratio(z: number, t: number, m2: number): number;
}

/** q -> q g, z the quark's share: P = 4/3 [(1 + z^2) / (1 - z) - 2 m^2 / (z (1 - z) t)] below 8/3 / (1 - z). */
export const quarkSplitting: Splitting = {
  integral: (span) => (8 / 3) * span,
  drawZ: (uniform, zHigh, span) => 1 - zHigh * exp(-uniform * span),
  ratio: (z, t, m2) => 0.5 * (1 + z * z - (2 * m2) / (z * t)),
};

/**
 * g -> g g on one of the gluon's two colour lines, each with half of
 * P = 3 (1 - z (1 - z))^2 / (z (1 - z)) below 3 (1 / z + 1 / (1 - z)).
 */
export const gluonSplitting: Splitting = {
  integral: (span) => 3 * span,
  drawZ: (uniform, _zHigh, span) => 1 / (1 + exp(span * (1 - 2 * uniform))),
  ratio: (z) => (1 - z * (1 - z)) ** 2,
};
