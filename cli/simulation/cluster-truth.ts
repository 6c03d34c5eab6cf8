import type { DecaySet } from '../../physics/columns.ts';
import { checkParameters, type HadronizationParameters } from '../../physics/hadronization/parameters.ts';
import { simulateTruth, type TruthOptions } from '../../trainer/data/truth.ts';
import { CommandError } from '../errors.ts';
import { writerFor } from '../sets/write.ts';
import { withAssignments } from './parameters.ts';
import { type Truth, type TruthRequest, written } from './truth.ts';

/** A truth of the cluster model: clusters with their pions. */
export function clusterTruth(own: HadronizationParameters): Truth {
  return (request, options) => {
    if (request.weights !== null)
      throw new CommandError('--weights is for lund-string: the cluster model keeps no record of its trials', 2);
    const parameters = withAssignments(own, request.set, checkParameters);
    const writer = writerFor('decays', request.form);
    return { chunks: written(writer, decaysOf(parameters, request, options)), report: () => null };
  };
}

async function* decaysOf(
  parameters: HadronizationParameters,
  { seed, first, events }: TruthRequest,
  options: TruthOptions,
): AsyncGenerator<DecaySet> {
  for await (const { offsets, clusters, hadrons } of simulateTruth(parameters, seed, first, events, options)) {
    // The rows of a decay set are events: they need no column that says so.
    const { event: _event, ...columns } = clusters;
    yield { offsets, clusters: columns, hadrons };
  }
}
