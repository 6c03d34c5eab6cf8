import type { DecaySet } from '../../physics/columns.ts';
import { type HadronizationParameters, TRUTHS } from '../../physics/hadronization/parameters.ts';
import { seedOf } from '../../physics/random/stream.ts';
import { decayByNetwork, decayIsotropically } from './cluster-decay.ts';
import { type Evaluation, simulateRange, withNetwork } from './evaluation.ts';
import type { EventRange } from './event-range.ts';
import type { Network } from './onnx-session.ts';
import type { GeneratorSubject } from './subject.ts';
import type { Candidates } from './wasserstein-table.ts';

/** Events of one of the samples that are judged, for a range of the certificate's events whose clusters are given. */
export type Source = (clusters: DecaySet, range: EventRange) => Promise<DecaySet>;

/** More clusters than any event has: cluster numbers of two ranges of events never meet. */
const CLUSTERS = 256;

/** The nominal truth beside one of another smearing; undefined for one that has the nominal smearing. */
function nominalBeside(parameters: HadronizationParameters): HadronizationParameters | undefined {
  const { clSmr } = TRUTHS.nominal;
  return parameters.clSmr === clSmr ? undefined : { ...parameters, clSmr };
}

/**
 * What a generator's certificate compares, by network and by rule; `use` gets the sources and the runtime that runs the
 * networks, which are open for as long as it takes.
 */
export function withSources<T>(
  { model, untrained, description }: GeneratorSubject,
  parameters: HadronizationParameters,
  evaluation: Evaluation,
  use: (sources: Candidates<Source>, runtime: string) => Promise<T>,
): Promise<T> {
  const seed = seedOf(evaluation.seed);
  const byNetwork =
    (network: Network): Source =>
    (clusters, { first }) =>
      decayByNetwork(network, description, clusters, seed, CLUSTERS * first);
  const nominal = nominalBeside(parameters);
  const sources = (network: Network): Candidates<Source> => ({
    generated: byNetwork(network),
    floor: (clusters) => Promise.resolve(clusters),
    isotropic: (clusters, { first }) =>
      Promise.resolve(decayIsotropically(description, clusters, seed, CLUSTERS * first)),
    ...(nominal ? { nominal: (_clusters, range) => simulateRange(nominal, 'nominal events', range, evaluation) } : {}),
  });
  return withNetwork(model, (network) =>
    untrained
      ? withNetwork(untrained, (first) => use({ ...sources(network), untrained: byNetwork(first) }, network.runtime))
      : use(sources(network), network.runtime),
  );
}
