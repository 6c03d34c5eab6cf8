import { DOMAIN, type RandomStream, randomStream, type Seed } from '../random/stream.ts';
import { runningCoupling } from './alpha-s.ts';
import { createClusterDecay, type DecayProducts } from './cluster-decay.ts';
import { createClusterFormation } from './cluster-formation.ts';
import { type Clusters, clearClusters, emptyClusters } from './clusters.ts';
import { createColourReconnection } from './colour-reconnection.ts';
import { createFission } from './fission.ts';
import { createHardEmission } from './hard-emission.ts';
import { createJetReconstruction } from './jet-reconstruction.ts';
import { checkParameters, type HadronizationParameters } from './parameters.ts';
import { emptyPartons, placePrimaries } from './partons.ts';
import { createShower } from './shower.ts';
import { createThreeJetReconstruction } from './three-jet-reconstruction.ts';

/** Where the trials of a simulator went. */
export interface TrialCounts {
  /** Ended by a gluon that splits into strange quarks. */
  strangeGluon: number;
  /** Ended because the jets did not fit into the event's energy or its phase space. */
  kinematics: number;
  /** Ended by a reconnection that makes baryons. */
  baryons: number;
  /** Ended by a fission that makes strange quarks. */
  strangeFission: number;
  accepted: number;
}

/** Takes one decayed cluster of an event; what it is given is overwritten by the next one. */
export type DecayVisitor = (clusters: Clusters, c: number, products: DecayProducts) => void;

/** Makes events of one truth, one after the other, in memory that it uses again and again. */
export interface EventSimulator {
  /** Simulates event `index` and shows its clusters with their pions, in order; gives their number. */
  simulate(seed: Seed, index: number, visit: DecayVisitor): number;
  readonly trials: Readonly<TrialCounts>;
}

/** An event that is rejected this often has parameters that let none through. */
const MOST_TRIALS = 100_000;

/**
 * A simulator of e+e- -> q qbar -> shower -> clusters -> pions. An event is a pure function of (parameters, seed,
 * index): its trials, until one survives, read one random stream. Throws a RangeError for parameters out of range.
 */
export function createEventSimulator(parameters: HadronizationParameters): EventSimulator {
  checkParameters(parameters);
  const partons = emptyPartons();
  const clusters = emptyClusters();
  const coupling = runningCoupling(parameters);
  const emitHard = createHardEmission(parameters, coupling);
  const shower = createShower(parameters, coupling);
  const twoJets = createJetReconstruction(parameters);
  const threeJets = createThreeJetReconstruction(parameters);
  const formClusters = createClusterFormation(parameters);
  const reconnect = createColourReconnection(parameters);
  const fission = createFission(parameters);
  const decay = createClusterDecay(parameters);
  const products: DecayProducts = { id1: 0, id2: 0, p1: new Float64Array(4), p2: new Float64Array(4) };
  const trials: TrialCounts = { strangeGluon: 0, kinematics: 0, baryons: 0, strangeFission: 0, accepted: 0 };

  const attempt = (random: RandomStream): keyof TrialCounts => {
    placePrimaries(partons, random.uniform() < parameters.upShare, parameters.energy * parameters.energy);
    if (!emitHard(partons, random) || !shower.evolve(partons, random)) return 'strangeGluon';
    const jets = partons.primaries === 2 ? twoJets : threeJets;
    if (!jets.reconstruct(partons, random)) return 'kinematics';
    clearClusters(clusters);
    formClusters(clusters, partons, random);
    if (!reconnect(clusters, partons, random)) return 'baryons';
    return fission.breakHeavy(clusters, random) ? 'accepted' : 'strangeFission';
  };

  const untilAccepted = (random: RandomStream, index: number): void => {
    for (let trial = 0; trial < MOST_TRIALS; trial++) {
      const outcome = attempt(random);
      trials[outcome]++;
      if (outcome === 'accepted') return;
    }
    throw new RangeError(`event ${index}: none of ${MOST_TRIALS} trials survived; the parameters let no event through`);
  };

  return {
    trials,
    simulate(seed, index, visit) {
      const random = randomStream(seed, DOMAIN.event, index);
      untilAccepted(random, index);
      for (let c = 0; c < clusters.count; c++) {
        decay(products, clusters, c, random);
        visit(clusters, c, products);
      }
      return clusters.count;
    },
  };
}
