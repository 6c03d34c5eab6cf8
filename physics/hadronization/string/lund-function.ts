import { log } from '../../elementary/log.ts';

/**
 * The Lund symmetric fragmentation function at one transverse mass,
 *   f(z) ~ (1/z) (1 - z)^a exp(-B / z),  B = b mT^2,
 * z the share of the light-cone momentum that a hadron takes of what is left (Andersson, Gustafson, Soderberg,
 * Z. Phys. C20 (1983) 317), scaled to 1 at its maximum.
 */
export interface LundFunction {
  a: number;
  B: number;
  /** Where it is largest, and 1 - zMax without loss of digits. */
  zMax: number;
  fromOne: number;
  /** ln of the factor that makes it 1 there. */
  logScale: number;
}

export function emptyLundFunction(): LundFunction {
  return { a: 0, B: 0, zMax: 0, fromOne: 0, logScale: 0 };
}

/** a ln x, with 0 ln 0 = 0. */
const timesLog = (a: number, x: number): number => (a === 0 ? 0 : a * log(x));

/**
 * Sets the function for a >= 0 and B > 0. Its maximum is the root of (1 - a) z^2 - (1 + B) z + B = 0 in (0, 1],
 * zMax = 2 B / (B + 1 + S), S = sqrt((B - 1)^2 + 4 a B): the form that holds for a = 0 and a = 1 too.
 */
export function setLundFunction(out: LundFunction, a: number, B: number): void {
  const S = Math.sqrt((B - 1) * (B - 1) + 4 * a * B);
  // S + 1 - B, where B > 1 by its conjugate.
  const gap = B > 1 ? (4 * a * B) / (S + B - 1) : S + 1 - B;
  out.a = a;
  out.B = B;
  out.zMax = (2 * B) / (B + 1 + S);
  out.fromOne = gap / (B + 1 + S);
  out.logScale = B / out.zMax + log(out.zMax) - timesLog(a, out.fromOne);
}

/** ln f(z) for 0 < z < 1; 0 at the maximum. */
export function logLund({ a, B, logScale }: LundFunction, z: number): number {
  return logScale + timesLog(a, 1 - z) - B / z - log(z);
}
