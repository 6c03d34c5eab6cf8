import type { RandomStream } from '../random/stream.ts';

/**
 * (cos, sin) of a uniform azimuth into out[0..1], without trigonometry: a point in the unit disk, its angle doubled
 * (von Neumann 1951). Exact, and the same bits on every engine.
 */
export function drawAzimuth(out: Float64Array, random: RandomStream): void {
  for (;;) {
    const x = 2 * random.uniform() - 1;
    const y = 2 * random.uniform() - 1;
    const squared = x * x + y * y;
    if (squared > 1 || squared === 0) continue;
    out[0] = (x * x - y * y) / squared;
    out[1] = (2 * x * y) / squared;
    return;
  }
}

/** A unit vector at a polar angle with the given cosine and at a uniform azimuth, into out[0..2]. */
export function drawAtPolarAngle(out: Float64Array, cosine: number, random: RandomStream): void {
  drawAzimuth(out, random);
  const sine = Math.sqrt((1 - cosine) * (1 + cosine));
  out[0]! *= sine;
  out[1]! *= sine;
  out[2] = cosine;
}

/** An isotropic unit vector into out[0..2]. */
export function drawIsotropic(out: Float64Array, random: RandomStream): void {
  drawAtPolarAngle(out, 2 * random.uniform() - 1, random);
}

/** A unit vector with polar angle distributed as 1 + cos^2 (a vector boson to two fermions), into out[0..2]. */
export function drawPrimaryAxis(out: Float64Array, random: RandomStream): void {
  for (;;) {
    const cosine = 2 * random.uniform() - 1;
    if (2 * random.uniform() > 1 + cosine * cosine) continue;
    drawAtPolarAngle(out, cosine, random);
    return;
  }
}
