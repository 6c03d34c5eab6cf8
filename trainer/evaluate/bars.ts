import type { Bar, Estimate } from '../../models/contract/certificate.ts';

/** A headline number against a mark; it is met by the value itself, the error stands beside for the reader to judge. */
export function barOf(
  name: string,
  { value, error }: Pick<Estimate, 'value' | 'error'>,
  rule: Bar['rule'],
  bar: number,
  source: string,
): Bar {
  return { name, value, error, bar, rule, met: rule === 'at most' ? value <= bar : value >= bar, source };
}
