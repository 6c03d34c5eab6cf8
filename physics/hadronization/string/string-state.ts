import { PDG } from '../../particles/id.ts';

/**
 * One end of what is left of a string. `x` is a point in the plane of light-cone fractions, p+ = x+ W, p- = x- W: the
 * positive end (the quark's) starts at (1, 0), the negative one (the antiquark's) at (0, 1), and both move inwards.
 */
export interface StringEnd {
  /** Flavour of the quark or antiquark there, as a positive PDG number. */
  flavour: number;
  xPos: number;
  xNeg: number;
  /** Its transverse momentum, left over from the last break at this end, GeV. */
  px: number;
  py: number;
}

/** The hadrons made so far, as parallel arrays that are used again; the string lies along z. GeV. */
export interface StringHadrons {
  count: number;
  id: number[];
  px: number[];
  py: number[];
  pz: number[];
  E: number[];
}

/** A string that is breaking up. */
export interface StringState {
  /** Its mass at the start, W. */
  energy: number;
  positive: StringEnd;
  negative: StringEnd;
  hadrons: StringHadrons;
}

const newEnd = (): StringEnd => ({ flavour: PDG.up, xPos: 0, xNeg: 0, px: 0, py: 0 });

export function emptyString(energy: number): StringState {
  const hadrons = { count: 0, id: [], px: [], py: [], pz: [], E: [] };
  return { energy, positive: newEnd(), negative: newEnd(), hadrons };
}

function placeEnd(end: StringEnd, flavour: number, xPos: number, xNeg: number): void {
  end.flavour = flavour;
  end.xPos = xPos;
  end.xNeg = xNeg;
  end.px = 0;
  end.py = 0;
}

/** A whole string again, between a quark and an antiquark of one flavour. */
export function startString({ positive, negative, hadrons }: StringState, flavour: number): void {
  placeEnd(positive, flavour, 1, 0);
  placeEnd(negative, flavour, 0, 1);
  hadrons.count = 0;
}

/** What is left of p+ and p-, in units of W. Negative where the ends have crossed. */
export const restPos = ({ positive, negative }: StringState): number => positive.xPos - negative.xPos;
export const restNeg = ({ positive, negative }: StringState): number => negative.xNeg - positive.xNeg;

/** Squared mass of what is left, GeV^2: p+ p- less the squared transverse momentum. */
export function restMass2(state: StringState): number {
  const px = state.positive.px + state.negative.px;
  const py = state.positive.py + state.negative.py;
  return restPos(state) * restNeg(state) * state.energy * state.energy - (px * px + py * py);
}

/** Adds a hadron with the light-cone fractions hPos, hNeg of the whole string. */
export function addHadron(state: StringState, id: number, hPos: number, hNeg: number, px: number, py: number): void {
  const { hadrons, energy } = state;
  const i = hadrons.count++;
  hadrons.id[i] = id;
  hadrons.px[i] = px;
  hadrons.py[i] = py;
  hadrons.pz[i] = 0.5 * energy * (hPos - hNeg);
  hadrons.E[i] = 0.5 * energy * (hPos + hNeg);
}
