import { exp } from '../../elementary/exp.ts';
import { log } from '../../elementary/log.ts';
import type { RandomStream } from '../../random/stream.ts';
import type { LundFunction } from './lund-function.ts';

/**
 * What z is drawn from before it is accepted or rejected: a function g >= f that is easy to draw (Pythia 8:
 * StringZ::zLund). Flat, g = 1; where f is peaked it has two pieces that meet at `divide`:
 * - near 0: 1 below, divide / z above;
 * - near 1: exp(B (z - divide)) below, with a tail to negative z, which are no z and are drawn again; 1 above.
 */
export interface TrialFunction {
  kind: 'flat' | 'near zero' | 'near one';
  divide: number;
  /** Share of the lower piece in the integral of g. */
  lowShare: number;
  /** B of the exponential piece. */
  B: number;
}

export function emptyTrialFunction(): TrialFunction {
  return { kind: 'flat', divide: 0, lowShare: 0, B: 0 };
}

/** f(2.75 zMax) z / divide stays below e / 2.75 < 1: the factor of Pythia. */
const DIVIDE_FACTOR = 2.75;

/** Sets the trial function of a Lund function. */
export function setTrialFunction(out: TrialFunction, f: LundFunction): void {
  out.B = f.B;
  if (f.zMax < 0.1) setNearZero(out, f);
  else if (f.zMax > 0.85 && f.B > 1) setNearOne(out, f);
  else out.kind = 'flat';
}

function setNearZero(out: TrialFunction, f: LundFunction): void {
  out.kind = 'near zero';
  out.divide = DIVIDE_FACTOR * f.zMax;
  const high = -out.divide * log(out.divide);
  out.lowShare = out.divide / (out.divide + high);
}

/** Where exp(B (z - divide)) touches f: f / exp(B z) is largest at z = (sqrt(4 + 1/B^2) - 1/B) / 2, taken for a = 0. */
function setNearOne(out: TrialFunction, { a, B, zMax, fromOne }: LundFunction): void {
  out.kind = 'near one';
  const root = Math.sqrt(4 + 1 / (B * B));
  const touching = root - 1 / zMax - (1 / B) * log(zMax * 0.5 * (root + 1 / B));
  const divide = touching + (a === 0 ? 0 : (a / B) * log(fromOne));
  out.divide = Math.min(zMax, Math.max(0, divide));
  out.lowShare = 1 / B / (1 / B + 1 - out.divide);
}

/** Draws z; it may lie outside (0, 1) and must then be drawn again. */
export function drawTrial({ kind, divide, lowShare, B }: TrialFunction, random: RandomStream): number {
  const u = random.uniform();
  if (kind === 'flat') return u;
  const low = random.uniform() < lowShare;
  if (kind === 'near zero') return low ? divide * u : exp(u * log(divide));
  return low ? divide + log(u) / B : divide + (1 - divide) * u;
}

/** g(z). */
export function trialValue({ kind, divide, B }: TrialFunction, z: number): number {
  if (kind === 'near zero') return z > divide ? divide / z : 1;
  if (kind === 'near one') return z < divide ? exp(B * (z - divide)) : 1;
  return 1;
}
