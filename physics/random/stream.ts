import { philox4x32 } from './philox.ts';

/** A seed: 64 bits, as two unsigned 32-bit words, least significant first. */
export interface Seed {
  low: number;
  high: number;
}

/**
 * What random numbers are for. Each purpose has its own part of the counter space, so that, say, the noise of a
 * generator and the choice of hadrons for the same cluster and seed are independent. Numbers are never reused.
 */
export const DOMAIN = {
  noise: 0,
  hadronChoice: 1,
  event: 2,
  shuffle: 3,
  initialization: 4,
  split: 5,
  test: 6,
  lundString: 7,
} as const;

export type Domain = (typeof DOMAIN)[keyof typeof DOMAIN];

/** The seed that stands for an unsigned 64-bit integer. Throws a RangeError outside 0 … 2^64 - 1. */
export function seedOf(value: bigint | number): Seed {
  const big = BigInt(value);
  if (big < 0n || big > 0xffffffffffffffffn) throw new RangeError('a seed lies in 0 … 2^64 - 1');
  return { low: Number(big & 0xffffffffn), high: Number(big >> 32n) };
}

/** A sequential reader of one random stream: a pure function of (seed, domain, index) and of how far it was read. */
export interface RandomStream {
  /** The next 32 random bits, as an unsigned integer. */
  word(): number;
  /** The next uniform number in the open interval (0, 1): (word + 1/2) / 2^32. */
  uniform(): number;
}

class PhiloxStream implements RandomStream {
  readonly #seed: Seed;
  readonly #domain: Domain;
  readonly #low: number;
  readonly #high: number;
  readonly #words = new Uint32Array(4);
  #block = 0;
  #next = 4;

  constructor(seed: Seed, domain: Domain, index: number) {
    this.#seed = seed;
    this.#domain = domain;
    this.#low = index >>> 0;
    this.#high = Math.floor(index / 0x100000000);
  }

  word(): number {
    if (this.#next === 4) {
      philox4x32(this.#words, this.#block++, this.#domain, this.#low, this.#high, this.#seed.low, this.#seed.high);
      this.#next = 0;
    }
    return this.#words[this.#next++]!;
  }

  uniform(): number {
    return (this.word() + 0.5) / 0x100000000;
  }
}

/**
 * The random stream of item `index` (an event, a cluster; 0 … 2^53 - 1) for one purpose. The counter of its block b is
 * (b, domain, index mod 2^32, index div 2^32) and its key the seed: no stream depends on how items are batched.
 */
export function randomStream(seed: Seed, domain: Domain, index: number): RandomStream {
  return new PhiloxStream(seed, domain, index);
}
