/**
 * Philox4x32-10, a counter-based random generator: 4 words of 32 random bits are a pure function of a 128-bit counter
 * and a 64-bit key. Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC11, section 3.3 and table 2.
 */

const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;
const ROUNDS = 10;

/**
 * High 32 bits of the product of two 32-bit integers taken as unsigned, from products of 16-bit halves. No sum
 * exceeds 2^32 - 1, so all of it is integer arithmetic modulo 2^32.
 */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = (Math.imul(aHigh, bLow) + (Math.imul(aLow, bLow) >>> 16)) | 0;
  const other = (Math.imul(aLow, bHigh) + (middle & 0xffff)) | 0;
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (other >>> 16)) | 0;
}

/**
 * One Philox4x32-10 block: fills out[0..3] with unsigned 32-bit words.
 * @param c0 counter words, least significant first, each read modulo 2^32
 * @param k0 key words, least significant first
 */
export function philox4x32(
  out: Uint32Array,
  c0: number,
  c1: number,
  c2: number,
  c3: number,
  k0: number,
  k1: number,
): void {
  let x0 = c0 | 0;
  let x1 = c1 | 0;
  let x2 = c2 | 0;
  let x3 = c3 | 0;
  let key0 = k0 | 0;
  let key1 = k1 | 0;
  for (let round = 0; round < ROUNDS; round++) {
    const next0 = multiplyHigh(MULTIPLIER_1, x2) ^ x1 ^ key0;
    const next2 = multiplyHigh(MULTIPLIER_0, x0) ^ x3 ^ key1;
    x1 = Math.imul(MULTIPLIER_1, x2);
    x3 = Math.imul(MULTIPLIER_0, x0);
    x0 = next0;
    x2 = next2;
    key0 = (key0 + WEYL_0) | 0;
    key1 = (key1 + WEYL_1) | 0;
  }
  out[0] = x0;
  out[1] = x1;
  out[2] = x2;
  out[3] = x3;
}
