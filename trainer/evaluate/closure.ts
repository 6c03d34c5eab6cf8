import type { Closure, WeightSummary } from '../../models/contract/certificate.ts';

/** Effective events below which a closed chi2 says little: 40 bins of the 25 effective entries that each has to hold. */
const LEAST_EFFECTIVE = 1000;

const RULE =
  `N_eff of at least ${LEAST_EFFECTIVE} (40 bins of 25 effective entries), and less weight lost to clipping than ` +
  '1 / sqrt(N_eff): what is lost moves a bin by less than the whole sample can resolve';

/**
 * Whether the weights of one direction can be held to a chi2 / ndf. chi2 knows the weights' variance, so that a small
 * N_eff alone makes it no larger, only blinder, and one from a few effective entries is no chi2 at all; what was clipped is a
 * true shift. So both have to be small.
 */
export function closureOf(direction: Closure['direction'], { n_eff, lost = 0 }: WeightSummary): Closure {
  const allows = n_eff >= LEAST_EFFECTIVE && lost * Math.sqrt(n_eff) < 1;
  return { direction, n_eff, lost, allows, rule: RULE };
}
