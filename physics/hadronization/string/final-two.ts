import { exp } from '../../elementary/exp.ts';
import type { RandomStream } from '../../random/stream.ts';
import { addHadron, restMass2, restNeg, restPos, type StringState } from './string-state.ts';
import { drawPion, emptyTrialHadron, setTransverse, type TrialHadron } from './trial-hadron.ts';

/** How the last two hadrons were placed. */
export interface Joining {
  /** lambda = sqrt((wT^2 - mT1^2 - mT2^2)^2 - 4 mT1^2 mT2^2), GeV^2. */
  lambda: number;
  /** Whether the one nearer to the positive end goes the other way. */
  reversed: boolean;
}

/** Tries at a pi0 when the leftover flavours are the same (StringFragmentation: NTRYFLAV). */
const FLAVOUR_TRIES = 10;
/** Above, the order is never reversed (EXPMAX). */
const LARGEST_EXPONENT = 50;

/** Probability that the last two hadrons come in reversed order, 1 / (1 + exp(b lambda)): the string's area law. */
export function reversalProbability(b: number, lambda: number): number {
  return 1 / (1 + exp(Math.min(LARGEST_EXPONENT, b * lambda)));
}

/**
 * Makes the last two hadrons of a string: the trial hadron of one end and, at the other end, one of the leftover
 * flavours. False, and nothing is added, where they do not fit. `out` says how they were placed.
 */
export type FinalTwo = (
  out: Joining,
  state: StringState,
  trial: TrialHadron,
  fromPositive: boolean,
  random: RandomStream,
) => boolean;

/** The step of Pythia 8's StringFragmentation::finalTwo, for one string without gluons. */
export function createFinalTwo(b: number): FinalTwo {
  const other = emptyTrialHadron();

  return (out, state, trial, fromPositive, random) => {
    if (restPos(state) < 0 || restNeg(state) < 0 || restMass2(state) < 0) return false;
    if (!drawOther(other, state, trial, fromPositive, random)) return false;
    const [first, second] = fromPositive ? [trial, other] : [other, trial];
    out.lambda = lambdaOf(state, first, second);
    if (!(out.lambda > 0)) return false;
    out.reversed = random.uniform() < reversalProbability(b, out.lambda);
    place(state, first, second, out);
    return true;
  };
}

/** The hadron of the end that the trial hadron is not at. False where all tries at its flavour fail. */
function drawOther(
  other: TrialHadron,
  { positive, negative }: StringState,
  trial: TrialHadron,
  fromPositive: boolean,
  random: RandomStream,
): boolean {
  const [quark, antiquark] = fromPositive ? [trial.flavour, negative.flavour] : [positive.flavour, trial.flavour];
  other.id = 0;
  for (let attempt = 0; attempt < FLAVOUR_TRIES && other.id === 0; attempt++)
    other.id = drawPion(quark, antiquark, random);
  if (other.id === 0) return false;
  setTransverse(other, fromPositive ? negative : positive, -trial.kick[0]!, -trial.kick[1]!);
  return true;
}

/** Squared transverse mass of what is left, which the two hadrons share: p+ p-. */
const transverseMass2 = (state: StringState): number => restPos(state) * restNeg(state) * state.energy * state.energy;

/** lambda of two hadrons in what is left, 0 where it is too light for them. */
function lambdaOf(state: StringState, first: TrialHadron, second: TrialHadron): number {
  const wT2 = transverseMass2(state);
  if (Math.sqrt(wT2) < Math.sqrt(first.mT2) + Math.sqrt(second.mT2)) return 0;
  const excess = wT2 - first.mT2 - second.mT2;
  return Math.sqrt(Math.max(0, excess * excess - 4 * first.mT2 * second.mT2));
}

/** Adds both: two bodies in their rest frame, along the string, with light-cone fractions of what is left. */
function place(state: StringState, first: TrialHadron, second: TrialHadron, { lambda, reversed }: Joining): void {
  const wT2 = transverseMass2(state);
  const difference = (first.mT2 - second.mT2) / wT2;
  const [e1, e2] = [0.5 * (1 + difference), 0.5 * (1 - difference)];
  const p = ((reversed ? -0.5 : 0.5) * lambda) / wT2;
  const [pos, neg] = [restPos(state), restNeg(state)];
  addHadron(state, first.id, (e1 + p) * pos, (e1 - p) * neg, first.px, first.py);
  addHadron(state, second.id, (e2 - p) * pos, (e2 + p) * neg, second.px, second.py);
}
