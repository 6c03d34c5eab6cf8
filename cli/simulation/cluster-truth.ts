import { encodeDecaysDat } from '../../formats/dat/encode.ts';
import { encodeDecaysNdjson } from '../../formats/ndjson/encode.ts';
import type { DecaySet } from '../../physics/columns.ts';
import { checkParameters, type HadronizationParameters } from '../../physics/hadronization/parameters.ts';
import { simulateTruth, type TruthOptions } from '../../trainer/data/truth.ts';
import { CommandError } from '../errors.ts';
import { withAssignments } from './parameters.ts';
import type { Truth, TruthFormat, TruthRequest } from './truth.ts';

const ENCODERS: Record<TruthFormat, (decays: DecaySet) => Iterable<string>> = {
  ndjson: encodeDecaysNdjson,
  dat: encodeDecaysDat,
};

/** A truth of the cluster model: clusters with their pions. */
export function clusterTruth(own: HadronizationParameters): Truth {
  return (request, options) => {
    if (request.weights !== null)
      throw new CommandError('--weights is for lund-string: the cluster model keeps no record of its trials', 2);
    const parameters = withAssignments(own, request.set, checkParameters);
    return { chunks: linesOf(parameters, request, options), report: () => null };
  };
}

async function* linesOf(
  parameters: HadronizationParameters,
  { seed, first, events, format }: TruthRequest,
  options: TruthOptions,
): AsyncGenerator<Iterable<string>> {
  for await (const set of simulateTruth(parameters, seed, first, events, options)) yield ENCODERS[format](set);
}
