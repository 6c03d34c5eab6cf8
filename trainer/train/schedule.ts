/**
 * A learning rate that falls along half a cosine from `rate` at step 0 to `final` * `rate` at the last step
 * (Loshchilov and Hutter, arXiv:1608.03983, eq. 5, without restarts).
 */
export function cosineRate(rate: number, final: number, step: number, steps: number): number {
  const progress = Math.min(1, step / steps);
  return rate * (final + (1 - final) * 0.5 * (1 + Math.cos(Math.PI * progress)));
}
