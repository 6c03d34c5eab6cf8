import { CommandError } from './errors.ts';

/** An option's whole number; throws a CommandError (exit 2) that names the option. */
export function wholeNumber(option: string, text: string, least: number, most = Number.MAX_SAFE_INTEGER): number {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
  const upTo = most === Number.MAX_SAFE_INTEGER ? 'on' : `to ${most}`;
  throw new CommandError(`--${option} must be a whole number from ${least} ${upTo}, not '${text}'`, 2);
}

/** The option `--seed`, an unsigned 64-bit integer; throws a CommandError (exit 2). */
export function parseSeed(text: string): bigint {
  if (/^\d{1,20}$/.test(text) && BigInt(text) < 1n << 64n) return BigInt(text);
  throw new CommandError(`--seed must be a whole number from 0 to 2^64 - 1, not '${text}'`, 2);
}
