import { exp } from '../../physics/elementary/exp.ts';

/** Calibrated logit = scale * logit + offset. */
export interface Calibration {
  scale: number;
  offset: number;
}

const ITERATIONS = 100;
const CONVERGED = 1e-12;

function sigmoid(x: number): number {
  const small = exp(-Math.abs(x));
  return x >= 0 ? 1 / (1 + small) : small / (1 + small);
}

/** Sums over events of gradient and second derivatives of the cross-entropy with respect to scale and offset. */
interface Derivatives {
  scale: number;
  offset: number;
  scaleScale: number;
  scaleOffset: number;
  offsetOffset: number;
}

function addEvents(sums: Derivatives, logits: Float64Array, label: 0 | 1, { scale, offset }: Calibration): void {
  const weight = 1 / logits.length;
  for (const logit of logits) {
    const p = sigmoid(scale * logit + offset);
    const [slope, curvature] = [weight * (p - label), weight * p * (1 - p)];
    sums.scale += slope * logit;
    sums.offset += slope;
    sums.scaleScale += curvature * logit * logit;
    sums.scaleOffset += curvature * logit;
    sums.offsetOffset += curvature;
  }
}

/**
 * Platt scaling (Platt 1999, "Probabilistic outputs for support vector machines"): the scale and offset that minimise
 * the cross-entropy of held-out events, by Newton's method; the loss is convex. Classes weigh the same, whatever their
 * numbers, so that the calibrated logit is the logarithm of p(class 1)/p(class 0).
 * Throws a RangeError where the logits do not vary or tell the classes apart without a fault: no finite scale fits.
 */
export function plattCalibration(class0: Float64Array, class1: Float64Array): Calibration {
  // from no knowledge at all: there the curvature is largest, and Newton's steps do not run away
  const calibration = { scale: 0, offset: 0 };
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const sums: Derivatives = { scale: 0, offset: 0, scaleScale: 0, scaleOffset: 0, offsetOffset: 0 };
    addEvents(sums, class0, 0, calibration);
    addEvents(sums, class1, 1, calibration);
    const determinant = sums.scaleScale * sums.offsetOffset - sums.scaleOffset * sums.scaleOffset;
    const scaleStep = (sums.offsetOffset * sums.scale - sums.scaleOffset * sums.offset) / determinant;
    const offsetStep = (sums.scaleScale * sums.offset - sums.scaleOffset * sums.scale) / determinant;
    calibration.scale -= scaleStep;
    calibration.offset -= offsetStep;
    if (!Number.isFinite(calibration.scale + calibration.offset)) break;
    if (Math.abs(scaleStep) + Math.abs(offsetStep) < CONVERGED) return calibration;
  }
  throw new RangeError('no calibration fits: the logits do not vary, or separate the classes without a fault');
}
