import { PDG } from '../particles/id.ts';

/** Where the primary quark and antiquark stand among the partons; gluons follow, in order of emission. */
export const QUARK = 0;
export const ANTIQUARK = 1;
export const FIRST_GLUON = 2;

/**
 * The partons of one event, as parallel arrays that are used again for the next event. The colour line runs from the
 * quark over the gluons to the antiquark; `left` and `right` link neighbours on it (-1: none). Momenta are those of
 * the shower: share alpha of the primary's light-cone momentum and transverse momentum (x, y) about its direction.
 *
 * Primaries are what the shower starts from: the quark and the antiquark; in an event with a hard emission also the
 * gluon FIRST_GLUON.
 */
export interface Partons {
  count: number;
  /** How many primaries there are, 2 or 3, and the share of the event's energy that each has, times 2. */
  primaries: number;
  share: number[];
  /** PDG number of the primaries' flavour (d 1, u 2); for a gluon, of the pair that it will split into. */
  flavour: number[];
  /** Index of the primary in whose jet the parton is. */
  jet: number[];
  left: number[];
  right: number[];
  /** Number of the colour line to each neighbour; an emission makes a line, the old ones keep their numbers. */
  lineLeft: number[];
  lineRight: number[];
  /** Lines (left, right) of every gluon that ever was, before and after its emissions. */
  octets: { count: number; left: number[]; right: number[] };
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
    primaries: 0,
    share: [],
    flavour: [],
    jet: [],
    left: [],
    right: [],
    lineLeft: [],
    lineRight: [],
    octets: { count: 0, left: [], right: [] },
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
  partons.primaries = 2;
  partons.octets.count = 0;
  for (const i of [QUARK, ANTIQUARK]) {
    partons.flavour[i] = isUp ? PDG.up : PDG.down;
    partons.jet[i] = i;
    partons.share[i] = 1;
    partons.lineLeft[i] = 0;
    partons.lineRight[i] = 0;
    partons.left[i] = i === QUARK ? -1 : QUARK;
    partons.right[i] = i === QUARK ? ANTIQUARK : -1;
    partons.scaleLeft[i] = i === QUARK ? 0 : energySquared;
    partons.scaleRight[i] = i === QUARK ? energySquared : 0;
    partons.alpha[i] = 1;
    partons.x[i] = 0;
    partons.y[i] = 0;
  }
}

/**
 * Makes the gluon of a hard emission the third primary, with its quark and antiquark at energy shares x and xbar. Each
 * pair of colour partners has its own mass as the scale from which both evolve: s (1 - xbar) and s (1 - x).
 */
export function placeHardGluon(partons: Partons, x: number, xbar: number, flavour: number, s: number): void {
  const gluon = insertGluon(partons, QUARK, false, flavour);
  partons.primaries = 3;
  partons.share[QUARK] = x;
  partons.share[ANTIQUARK] = xbar;
  partons.share[gluon] = 2 - x - xbar;
  partons.jet[gluon] = gluon;
  partons.alpha[gluon] = 1;
  partons.x[gluon] = 0;
  partons.y[gluon] = 0;
  partons.scaleRight[QUARK] = partons.scaleLeft[gluon] = s * (1 - xbar);
  partons.scaleRight[gluon] = partons.scaleLeft[ANTIQUARK] = s * (1 - x);
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
  drawLine(partons, gluon, emitter, onLeft);
  return gluon;
}

/** The new gluon takes over the emitter's line on that side; a new line, of number gluon - 1, goes between the two. */
function drawLine(partons: Partons, gluon: number, emitter: number, onLeft: boolean): void {
  const { lineLeft, lineRight } = partons;
  const line = gluon - 1;
  lineLeft[gluon] = onLeft ? lineLeft[emitter]! : line;
  lineRight[gluon] = onLeft ? line : lineRight[emitter]!;
  if (onLeft) lineLeft[emitter] = line;
  else lineRight[emitter] = line;
  recordOctet(partons, gluon);
  if (emitter >= FIRST_GLUON) recordOctet(partons, emitter);
}

function recordOctet({ octets, lineLeft, lineRight }: Partons, gluon: number): void {
  octets.left[octets.count] = lineLeft[gluon]!;
  octets.right[octets.count++] = lineRight[gluon]!;
}
