import type { RandomStream } from '../../random/stream.ts';
import { createDrawZ } from './draw-z.ts';
import { createFinalTwo, type Joining } from './final-two.ts';
import type { StringParameters } from './parameters.ts';
import { addHadron, restMass2, restNeg, restPos, type StringState, startString } from './string-state.ts';
import { createDrawKick } from './transverse-kick.ts';
import { drawHadron, emptyTrialHadron, type TrialHadron } from './trial-hadron.ts';
import type { TrialRecorder } from './trial-record.ts';

/**
 * One attempt at breaking a string between a quark and an antiquark of the given flavour into hadrons. False where the
 * ends do not join: what was made is then worth nothing, and the string must be broken again. `joining` tells how the
 * last two hadrons were placed.
 */
export interface Fragmentation {
  attempt(state: StringState, flavour: number, stopMass: number, random: RandomStream): boolean;
  readonly joining: Readonly<Joining>;
}

/**
 * Fragmentation of a string without gluons, as in Pythia 8 (StringFragmentation::fragment): hadrons come off the two
 * ends, one of which is drawn each time, until the mass that is left asks for the last two.
 */
export function createFragmentation(parameters: StringParameters, recorder: TrialRecorder | null): Fragmentation {
  const drawZ = createDrawZ(parameters, recorder);
  const drawKick = createDrawKick(parameters, recorder);
  const finalTwo = createFinalTwo(parameters.b);
  const joining: Joining = { lambda: 0, reversed: false };
  const trial = emptyTrialHadron();

  return {
    joining,
    attempt(state, flavour, stopMass, random) {
      startString(state, flavour);
      for (;;) {
        const fromPositive = random.uniform() < 0.5;
        drawHadron(trial, fromPositive ? state.positive : state.negative, fromPositive, drawKick, random);
        // Before z is drawn: the hadron that ends the string has none.
        if (isUsedUp(state, parameters, stopMass, random)) return finalTwo(joining, state, trial, fromPositive, random);
        const z = drawZ(trial.mT2, random);
        if (!takeHadron(state, trial, fromPositive, z)) return false;
      }
    },
  };
}

/** Whether what is left has too little mass for another hadron before the last two (energyUsedUp). */
function isUsedUp(
  state: StringState,
  { constituentMass, stopNewFlav, stopSmear }: StringParameters,
  stopMass: number,
  random: RandomStream,
): boolean {
  const least = stopMass + (2 + stopNewFlav) * constituentMass;
  const smeared = least * (1 + (2 * random.uniform() - 1) * stopSmear);
  // The product of two negative rests is positive; there the ends have crossed.
  return restPos(state) + restNeg(state) < 0 || restMass2(state) < smeared * smeared;
}

/**
 * Takes a hadron off an end with the share z of the end's light-cone momentum; of the other light-cone momentum it
 * takes mT^2 / (z x W^2), so that it is on its mass shell. False where the whole string does not hold that much.
 */
function takeHadron(state: StringState, trial: TrialHadron, fromPositive: boolean, z: number): boolean {
  const end = fromPositive ? state.positive : state.negative;
  const [along, against] = fromPositive ? [end.xPos, end.xNeg] : [end.xNeg, end.xPos];
  const taken = z * along;
  const W2 = state.energy * state.energy;
  if (!(trial.mT2 < taken * (1 - against) * W2)) return false;
  const given = trial.mT2 / (taken * W2);
  const [hPos, hNeg] = fromPositive ? [taken, given] : [given, taken];
  addHadron(state, trial.id, hPos, hNeg, trial.px, trial.py);
  end.xPos += fromPositive ? -hPos : hPos;
  end.xNeg += fromPositive ? hNeg : -hNeg;
  end.flavour = trial.flavour;
  end.px = -trial.kick[0]!;
  end.py = -trial.kick[1]!;
  return true;
}
