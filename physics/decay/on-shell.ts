import { energyOnShell } from './two-body.ts';

/** 2^27 + 1 splits a float64 into two halves of 26 bits (Veltkamp). */
const SPLITTER = 134217729;

/** x^2 - fl(x^2): what the rounded square has lost, exactly (Dekker, Numer. Math. 18 (1971) 224). For |x| < 1e150. */
function squareError(x: number): number {
  const shifted = SPLITTER * x;
  const high = shifted - (shifted - x);
  const low = x - high;
  return high * high - x * x + 2 * high * low + low * low;
}

/** a + b - fl(a + b): what the rounded sum has lost, exactly (Knuth, TAOCP 2, section 4.2.2, theorem B). */
function sumError(a: number, b: number): number {
  const sum = a + b;
  const shareOfB = sum - a;
  return a - (sum - shareOfB) + (b - shareOfB);
}

/**
 * Energy on the mass shell as the float64 nearest to sqrt(m^2 + p^2) (rarely its neighbour). A rounding of E moves the
 * mass by up to 2^-53 E^2 / m, 2e-7 GeV for a pion of 15 TeV, so that one more than needed counts.
 */
export function nearestEnergyOnShell(m: number, px: number, py: number, pz: number): number {
  const E = energyOnShell(m, px, py, pz);
  // m^2 + p^2 - E^2 with what each square and each sum has lost added back.
  const a = px * px - E * E;
  const b = a + py * py;
  const c = b + pz * pz;
  const squares = squareError(px) + squareError(py) + squareError(pz) + squareError(m) - squareError(E);
  const sums = sumError(-E * E, px * px) + sumError(a, py * py) + sumError(b, pz * pz) + sumError(c, m * m);
  return E + (c + m * m + (sums + squares)) / (2 * E);
}
