import type { Caps } from '../reader.ts';

/** Settings of every HepMC3 reader. */
export interface HepmcOptions {
  caps?: Partial<Caps>;
  /**
   * Accepts an input that ends without `HepMC::Asciiv3-END_EVENT_LISTING` after a whole event and a line break; for
   * input that is known to be whole from elsewhere. By default that is an error, because a file that was cut short
   * between two events looks the same.
   */
  openEnd?: boolean;
}

/** Longest line that HepMC3's own reader takes: its buffer of 262,144 bytes holds a final zero too. */
export const LINE_LENGTH = 262_143;

/** The caps asked for, lines no longer than HepMC3's own reader takes them. */
export function capsOf({ caps = {} }: HepmcOptions): Partial<Caps> {
  return { ...caps, lineLength: Math.min(caps.lineLength ?? LINE_LENGTH, LINE_LENGTH) };
}
