import { PDG } from '../particles/id.ts';

/** Where the primary quark and antiquark stand among the partons; gluons follow, in order of emission. */
export const QUARK = 0;
export const ANTIQUARK = 1;
export const FIRST_GLUON = 2;

/**
 * The partons of one event, as parallel arrays that are used again for the next event. The colour line runs from the
 * quark over the gluons to the antiquark; `left` and `right` link neighbours on it (-1: none). Momenta are those of
 * the shower: share alpha of the primary's light-cone momentum and transverse momentum (x, y) about its direction.
 */
export interface Partons {
  count: number;
  /** PDG number of the primaries' flavour (d 1, u 2); for a gluon, of the pair that it will split into. */
  flavour: number[];
  /** Index of the primary, QUARK or ANTIQUARK, in whose jet the parton is. */
  jet: number[];
  left: number[];
  right: number[];
  /** q~^2 from which the parton still evolves on its colour line to the left and to the right; 0: no such line. */
  scaleLeft: number[];
  scaleRight: number[];
  alpha: number[];
  x: number[];
  y: number[];
  /** Four-momentum in the lab, once the jets are put together. */
  px: number[];
  py: number[];
  pz: number[];
  E: number[];
}

export function emptyPartons(): Partons {
  return {
    count: 0,
    flavour: [],
    jet: [],
    left: [],
    right: [],
    scaleLeft: [],
    scaleRight: [],
    alpha: [],
    x: [],
    y: [],
    px: [],
    py: [],
    pz: [],
    E: [],
  };
}

/** Starts an event: a quark and its antiquark, colour partners of each other, each with q~^2 = the pair's mass squared. */
export function placePrimaries(partons: Partons, isUp: boolean, energySquared: number): void {
  partons.count = 2;
  for (const i of [QUARK, ANTIQUARK]) {
    partons.flavour[i] = isUp ? PDG.up : PDG.down;
    partons.jet[i] = i;
    partons.left[i] = i === QUARK ? -1 : QUARK;
    partons.right[i] = i === QUARK ? ANTIQUARK : -1;
    partons.scaleLeft[i] = i === QUARK ? 0 : energySquared;
    partons.scaleRight[i] = i === QUARK ? energySquared : 0;
    partons.alpha[i] = 1;
    partons.x[i] = 0;
    partons.y[i] = 0;
  }
}

/** Puts a new gluon of the emitter's jet between the emitter and its neighbour on that side; gives its index. */
export function insertGluon(partons: Partons, emitter: number, onLeft: boolean, flavour: number): number {
  const gluon = partons.count++;
  const left = onLeft ? partons.left[emitter]! : emitter;
  const right = onLeft ? emitter : partons.right[emitter]!;
  partons.right[left] = gluon;
  partons.left[right] = gluon;
  partons.left[gluon] = left;
  partons.right[gluon] = right;
  partons.jet[gluon] = partons.jet[emitter]!;
  partons.flavour[gluon] = flavour;
  return gluon;
}
