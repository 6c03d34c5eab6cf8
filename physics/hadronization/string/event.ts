import { PDG } from '../../particles/id.ts';
import { DOMAIN, type RandomStream, randomStream, type Seed } from '../../random/stream.ts';
import { rotateFromAxis } from '../../vector/rotation.ts';
import { drawPrimaryAxis } from '../direction.ts';
import { createFragmentation } from './fragmentation.ts';
import { checkStringParameters, type StringParameters } from './parameters.ts';
import { emptyString, type StringHadrons } from './string-state.ts';
import type { TrialRecorder } from './trial-record.ts';

/** Makes events of one string truth, one after the other, in memory that it uses again and again. */
export interface StringSimulator {
  /** Simulates event `index`; what it gives is overwritten by the next one. */
  simulate(seed: Seed, index: number): Readonly<StringHadrons>;
  /** How many attempts at a string there were, and how many of them failed. */
  readonly attempts: Readonly<{ all: number; failed: number }>;
}

/** Attempts after the first one (StringFragmentation: NTRYJOIN); from this one on the stop mass grows by this factor. */
const EXTRA_ATTEMPTS = 30;
const GROWING_FROM = 16;
const STOP_MASS_FACTOR = 1.05;
/** As often all these attempts are made again before the parameters are blamed. */
const ROUNDS = 10;

/**
 * A simulator of e+e- -> q qbar -> one string -> pions. An event is a pure function of (parameters, seed, index): its
 * attempts, until one succeeds, read one random stream; a recorder changes nothing of it. The string's direction is
 * drawn last, so that events of both axes are the same up to a rotation. Throws a RangeError for parameters out of
 * range.
 */
export function createStringSimulator(
  parameters: StringParameters,
  recorder: TrialRecorder | null = null,
): StringSimulator {
  checkStringParameters(parameters);
  const state = emptyString(parameters.energy);
  const fragmentation = createFragmentation(parameters, recorder);
  const attempts = { all: 0, failed: 0 };
  const axis = new Float64Array(3);

  const round = (flavour: number, random: RandomStream): boolean => {
    let { stopMass } = parameters;
    for (let attempt = 0; attempt <= EXTRA_ATTEMPTS; attempt++) {
      if (attempt >= GROWING_FROM) stopMass *= STOP_MASS_FACTOR;
      recorder?.startAttempt();
      attempts.all++;
      if (fragmentation.attempt(state, flavour, stopMass, random)) return true;
      attempts.failed++;
    }
    return false;
  };

  const untilJoined = (flavour: number, random: RandomStream, index: number): void => {
    for (let i = 0; i < ROUNDS; i++) if (round(flavour, random)) return;
    throw new RangeError(`event ${index}: no attempt at the string succeeds; the parameters let no event through`);
  };

  return {
    attempts,
    simulate(seed, index) {
      const random = randomStream(seed, DOMAIN.lundString, index);
      const flavour = random.uniform() < parameters.upShare ? PDG.up : PDG.down;
      untilJoined(flavour, random, index);
      recorder?.endEvent(fragmentation.joining.lambda, fragmentation.joining.reversed);
      if (parameters.axis === 'z') return state.hadrons;
      drawPrimaryAxis(axis, random);
      rotate(state.hadrons, axis);
      return state.hadrons;
    },
  };
}

/** Turns hadrons of a string along z into one along a unit vector. */
function rotate({ count, px, py, pz }: StringHadrons, axis: Float64Array): void {
  const p = new Float64Array(3);
  for (let i = 0; i < count; i++) {
    rotateFromAxis(p, px[i]!, py[i]!, pz[i]!, axis[0]!, axis[1]!, axis[2]!);
    px[i] = p[0]!;
    py[i] = p[1]!;
    pz[i] = p[2]!;
  }
}
