import type { Condition } from '../../models/contract/certificate.ts';
import type { DecaySet } from '../../physics/columns.ts';
import type { Frame } from '../../physics/decay/frame.ts';
import { type HadronizationParameters, TRUTHS } from '../../physics/hadronization/parameters.ts';
import { type MassTable, massOf } from '../../physics/particles/mass.ts';
import { compareDistances, compareObservables } from './comparison.ts';
import { asStage, type Evaluation, simulateRange } from './evaluation.ts';
import type { EventPlan, EventRange } from './event-range.ts';
import { type HadronPair, heavierDecays } from './heavier-hadrons.ts';
import type { Source } from './sources.ts';
import type { Candidates } from './wasserstein-table.ts';

/** A generator under conditions that it was not trained for. */
export interface Conditioned {
  sources: Candidates<Source>;
  frame: Frame;
  parameters: HadronizationParameters;
  masses: MassTable;
}

/** The two truth samples that are compared, and the range of the second one's clusters. */
interface Samples {
  truth: DecaySet;
  clusters: DecaySet;
  range: EventRange;
}

const PAIRS: readonly { name: string; pair: HadronPair }[] = [
  { name: 'K+ K-', pair: [321, -321] },
  { name: 'Lambda Lambdabar', pair: [3122, -3122] },
];

async function compareUnder(
  what: Pick<Condition, 'name' | 'description' | 'left_out'>,
  { sources, frame }: Conditioned,
  { truth, clusters, range }: Samples,
  stretch: number,
): Promise<Condition> {
  const candidates = {
    generated: await sources.generated(clusters, range),
    floor: clusters,
    isotropic: await sources.isotropic(clusters, range),
  };
  const compared = { truth, candidates, frame, stretch };
  return {
    ...what,
    events: Math.min(truth.offsets.length, clusters.offsets.length) - 1,
    clusters: clusters.clusters.E.length,
    wasserstein: compareDistances(compared),
    observables: compareObservables(compared),
  };
}

/** The clusters of collisions at LEP 2, which are harder and reach energies that training never had. */
async function atHigherEnergy(conditioned: Conditioned, plan: EventPlan, evaluation: Evaluation): Promise<Condition> {
  const { energy, upShare } = TRUTHS.lep2;
  const parameters = { ...conditioned.parameters, energy, upShare };
  const name = `${energy} GeV`;
  const samples = {
    truth: await simulateRange(parameters, `truth at ${name}`, plan.truth, evaluation),
    clusters: await simulateRange(parameters, `clusters at ${name}`, plan.clusters, evaluation),
    range: plan.clusters,
  };
  const description = `pions of collisions at ${name}, the model's against the truth's; u quarks have a share of ${upShare}`;
  return compareUnder({ name, description, left_out: 0 }, conditioned, samples, energy / conditioned.parameters.energy);
}

/** Decays into heavier hadrons: the model's angles, and the truth's, with other masses. */
function intoHeavier(
  conditioned: Conditioned,
  { name, pair }: (typeof PAIRS)[number],
  { truth, clusters, range }: Samples,
): Promise<Condition> {
  const { frame, masses } = conditioned;
  const [one, other] = [heavierDecays(truth, pair, frame, masses), heavierDecays(clusters, pair, frame, masses)];
  const threshold = (2 * massOf(pair[0], masses)).toFixed(3);
  const description =
    `clusters above ${threshold} GeV decayed into ${name}: the model's angles against the truth's, whose rule does not ` +
    'depend on the hadrons; lighter clusters, and events of such alone, left out';
  const samples = { truth: one.decays, clusters: other.decays, range };
  return compareUnder({ name, description, left_out: other.leftOut }, conditioned, samples, 1);
}

/**
 * A generator where it has to extrapolate, as in the talk on HadML v1: at 192 GeV, and with the masses of kaons and Lambdas
 * at the energy of training, where the model has those masses. Floors are the pair of samples at hand.
 */
export async function measureConditions(
  conditioned: Conditioned,
  samples: { truth: DecaySet; clusters: DecaySet },
  plan: EventPlan,
  evaluation: Evaluation,
): Promise<Condition[]> {
  const found = [await atHigherEnergy(conditioned, plan, evaluation)];
  for (const hadrons of PAIRS.filter(({ pair }) => pair.every((id) => conditioned.masses.has(id))))
    found.push(
      await asStage(evaluation.onStage, `decaying into ${hadrons.name}`, () =>
        intoHeavier(conditioned, hadrons, { ...samples, range: plan.clusters }),
      ),
    );
  return found;
}
