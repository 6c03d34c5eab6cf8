import type { Bar, Estimate } from '../../../models/contract/certificate.ts';

/** A number with its error. */
export type Measured = Pick<Estimate, 'value' | 'error'>;

/** A headline number against a mark; it is met by the value itself, the error stands beside for the reader to judge. */
export function barOf(name: string, { value, error }: Measured, rule: Bar['rule'], bar: number, source: string): Bar {
  return { name, value, error, bar, rule, met: rule === 'at most' ? value <= bar : value >= bar, source };
}

/** A number that is what it is: no sample stands behind it. */
export const exact = (value: number): Measured => ({ value, error: 0 });

/** a / b, with the errors of both taken as independent. */
export function ratioOf(a: Measured, b: Measured): Measured {
  const value = a.value / b.value;
  return { value, error: Math.sqrt((a.error / b.value) ** 2 + ((value * b.error) / b.value) ** 2) };
}

/** a - b, with the errors of both taken as independent. */
export function differenceOf(a: Measured, b: Measured): Measured {
  return { value: a.value - b.value, error: Math.sqrt(a.error ** 2 + b.error ** 2) };
}

/** How many bars are not met. */
export function failedBars(bars: readonly Bar[]): number {
  return bars.filter(({ met }) => !met).length;
}
