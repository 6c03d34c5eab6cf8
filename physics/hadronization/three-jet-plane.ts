import type { RandomStream } from '../random/stream.ts';
import { rotateFromAxis } from '../vector/rotation.ts';
import { drawAzimuth, drawPrimaryAxis } from './direction.ts';
import { ANTIQUARK, FIRST_GLUON as GLUON, QUARK } from './partons.ts';

/** Three massless primaries in the lab: (px, py, pz, E) of each, and a unit vector perpendicular to them. */
export interface Plane {
  hard: readonly Float64Array[];
  normal: Float64Array;
}

/**
 * Draws how three massless primaries with given shares of energy / 2 lie, into `plane`. The matrix element has x^2 (1 + cos^2
 * theta_q) + xbar^2 (1 + cos^2 theta_qbar): the quark has the axis of an event without gluon with probability x^2 / (x^2 +
 * xbar^2), else the antiquark has it, and the others lie around it at a uniform azimuth (Kleiss, Phys. Lett. B180 (1986)
 * 400; Herwig: MEee2gZ2qq::applyHard).
 */
export function drawPlane(plane: Plane, share: ArrayLike<number>, energy: number, random: RandomStream): void {
  const { hard, normal } = plane;
  const [x, xbar] = [share[QUARK]!, share[ANTIQUARK]!];
  const kept = random.uniform() * (x * x + xbar * xbar) < x * x ? QUARK : ANTIQUARK;
  const axis = new Float64Array(3);
  const turn = new Float64Array(2);
  drawPrimaryAxis(axis, random);
  drawAzimuth(turn, random);
  // `kept` along z and the other quark at its angle to it: (p + pbar)^2 = s (1 - share of the gluon).
  const cosine = 1 - (2 * (1 - share[GLUON]!)) / (x * xbar);
  const sine = Math.sqrt(Math.max(0, (1 - cosine) * (1 + cosine)));
  const put = (j: number, across: number, along: number): void => {
    const p = hard[j]!;
    rotateFromAxis(p, across * turn[0]!, across * turn[1]!, along, axis[0]!, axis[1]!, axis[2]!);
    p[3] = 0.5 * energy * share[j]!;
  };
  const other = kept === QUARK ? ANTIQUARK : QUARK;
  const [E1, E2] = [0.5 * energy * share[kept]!, 0.5 * energy * share[other]!];
  put(kept, 0, E1);
  put(other, E2 * sine, E2 * cosine);
  put(GLUON, -E2 * sine, -E1 - E2 * cosine);
  rotateFromAxis(normal, -turn[1]!, turn[0]!, 0, axis[0]!, axis[1]!, axis[2]!);
}
