import { createEventSimulator } from '../../physics/hadronization/event.ts';
import { checkParameters, type HadronizationParameters } from '../../physics/hadronization/parameters.ts';
import { simulateWith } from '../../physics/hadronization/simulate.ts';
import { checkStringParameters, type StringParameters } from '../../physics/hadronization/string/parameters.ts';
import { simulateWeighted, type WeightedEvents } from '../../physics/hadronization/string/weighted.ts';
import type { NewValues } from '../../physics/hadronization/string/weights.ts';
import { buffersOf, type TruthSet } from '../../physics/hadronization/truth-set.ts';
import type { Seed } from '../../physics/random/stream.ts';

/** What each kind of truth is made from, and what a range of its events is given out as. */
interface TruthTypes {
  /** Events of the cluster model: clusters with their pions. */
  clusters: { recipe: HadronizationParameters; set: TruthSet };
  /** Events of the Lund string: pions, with weights for other parameters where `weights` is not null. */
  string: { recipe: StringRecipe; set: WeightedEvents };
}

export interface StringRecipe {
  parameters: StringParameters;
  weights: NewValues | null;
}

export type TruthKind = keyof TruthTypes;
export type Recipe<K extends TruthKind> = TruthTypes[K]['recipe'];
export type SetOf<K extends TruthKind> = TruthTypes[K]['set'];

/** A range of events asked of a simulation. */
export interface TruthRange {
  first: number;
  count: number;
}

/** How a kind of truth is simulated: all that threads and chunks need to know of it. */
interface Kind<K extends TruthKind> {
  /** Throws a RangeError for what cannot be simulated. */
  check: (recipe: Recipe<K>) => void;
  /** A simulator of ranges. A range's set depends on recipe, seed and range alone. */
  simulator: (recipe: Recipe<K>, seed: Seed) => (range: TruthRange) => SetOf<K>;
  /** The memory of a set, for whoever gives it away to another thread. */
  buffers: (set: SetOf<K>) => ArrayBuffer[];
}

const KINDS: { [K in TruthKind]: Kind<K> } = {
  clusters: {
    check: checkParameters,
    simulator: (parameters, seed) => {
      const simulator = createEventSimulator(parameters);
      return ({ first, count }) => simulateWith(simulator, seed, first, count);
    },
    buffers: buffersOf,
  },
  string: {
    check: ({ parameters, weights }) => {
      checkStringParameters(parameters);
      checkStringParameters({ ...parameters, ...weights });
    },
    simulator:
      ({ parameters, weights }, seed) =>
      ({ first, count }) =>
        simulateWeighted(parameters, weights, seed, first, count),
    buffers: ({ events }) =>
      Object.values(events).flatMap(({ buffer }) => (buffer instanceof ArrayBuffer ? [buffer] : [])),
  },
};

export function kindOf<K extends TruthKind>(kind: K): Kind<K> {
  return KINDS[kind];
}
