const number = new Float64Array(1);
const bits = new BigInt64Array(number.buffer);

/** The position of a float64 in the ordered list of all of them. */
function rank(x: number): bigint {
  number[0] = x;
  const word = bits[0]!;
  return word < 0n ? -(word & 0x7fffffffffffffffn) : word;
}

/** Distance of two float64 numbers in units in the last place; 0 for two NaN, infinite for one. */
export function ulpsBetween(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b) ? 0 : Number.POSITIVE_INFINITY;
  const distance = rank(a) - rank(b);
  return Number(distance < 0n ? -distance : distance);
}
