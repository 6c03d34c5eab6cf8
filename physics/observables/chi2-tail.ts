import { exp } from '../elementary/exp.ts';
import { log } from '../elementary/log.ts';

/** Relative size below which a term no longer counts, and how many terms there may be: 500 are enough for ndf 1000. */
const PRECISION = 1e-16;
const TERMS = 100_000;
/** Stands for a denominator of zero in Lentz's method. */
const TINY = 1e-300;

/**
 * The probability that a chi-square of `ndf` degrees of freedom is at least `chi2`: the regularized incomplete gamma
 * function Q(ndf / 2, chi2 / 2), by its series below chi2 = ndf + 2 and its continued fraction above (DLMF 8.7.1 and
 * 8.9.2, https://dlmf.nist.gov/8). Throws a RangeError for ndf that is no whole number above 0, or chi2 below 0.
 */
export function chiSquareTail(chi2: number, ndf: number): number {
  if (!Number.isInteger(ndf) || ndf < 1) throw new RangeError(`${ndf} is not a number of degrees of freedom`);
  if (!(chi2 >= 0)) throw new RangeError(`${chi2} is not a chi-square`);
  if (chi2 === 0) return 1;
  const [a, x] = [ndf / 2, chi2 / 2];
  // x^a e^-x / Gamma(a)
  const front = exp(a * log(x) - x - logGamma(ndf));
  return x < a + 1 ? Math.max(0, 1 - front * series(a, x)) : front * continuedFraction(a, x);
}

/** ln Gamma(twice / 2), from Gamma(1) = 1 or Gamma(1/2) = sqrt(pi) upwards. */
function logGamma(twice: number): number {
  const even = twice % 2 === 0;
  let sum = even ? 0 : log(Math.PI) / 2;
  for (let a = even ? 1 : 0.5; a < twice / 2; a++) sum += log(a);
  return sum;
}

/** sum over n of x^n / (a (a + 1) ... (a + n)). */
function series(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < TERMS && term > sum * PRECISION; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

/** 1 / (x + 1 - a - 1 (1 - a) / (x + 3 - a - …)), by the modified method of Lentz. */
function continuedFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let h = d;
  for (let n = 1; n < TERMS; n++) {
    const numerator = -n * (n - a);
    b += 2;
    d = 1 / (numerator * d + b || TINY);
    c = b + numerator / c || TINY;
    const factor = c * d;
    h *= factor;
    if (Math.abs(factor - 1) < PRECISION) break;
  }
  return h;
}
