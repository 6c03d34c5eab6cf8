import { encodeEventsDat } from '../../formats/dat/encode.ts';
import { encodeEventsNdjson } from '../../formats/ndjson/encode.ts';
import type { EventSet } from '../../physics/columns.ts';
import { checkStringParameters, type StringParameters } from '../../physics/hadronization/string/parameters.ts';
import { type NewValues, WEIGHTED_PARAMETERS } from '../../physics/hadronization/string/weights.ts';
import { simulateStringTruth, type TruthOptions } from '../../trainer/data/truth.ts';
import type { Assignments } from '../assignments.ts';
import { CommandError } from '../errors.ts';
import { checked, parameterNumber, requireKnown, withAssignments } from './parameters.ts';
import type { Truth, TruthFormat, TruthRequest } from './truth.ts';
import { WeightTally } from './weight-tally.ts';

const ENCODERS: Record<TruthFormat, (events: EventSet) => Iterable<string>> = {
  ndjson: encodeEventsNdjson,
  dat: encodeEventsDat,
};

/** A truth of the Lund string: pions, with weights where they are asked for. */
export function stringTruth(own: StringParameters): Truth {
  return (request, options) => {
    const parameters = withAssignments(own, request.set, checkStringParameters);
    const weights = newValues(request, parameters);
    const tally = new WeightTally();
    return {
      chunks: linesOf(parameters, weights, tally, request, options),
      report: () => (weights === null ? null : `weights to ${valuesText(weights)}: ${tally.text()}`),
    };
  };
}

/** What `--weights` asks for; null where it is not there. */
function newValues({ weights, format }: TruthRequest, parameters: StringParameters): NewValues | null {
  if (weights === null) return null;
  if (format === 'dat') throw new CommandError('a .dat file cannot hold event weights; write --format ndjson', 2);
  requireKnown('weights', weights, WEIGHTED_PARAMETERS);
  const values = valuesOf(weights);
  checked(() => checkStringParameters({ ...parameters, ...values }));
  return values;
}

function valuesOf(weights: Assignments): NewValues {
  const values: NewValues = {};
  for (const name of WEIGHTED_PARAMETERS) {
    const text = weights.get(name);
    if (text !== undefined) values[name] = parameterNumber('weights', name, text);
  }
  return values;
}

function valuesText(values: NewValues): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${value}`)
    .join(',');
}

async function* linesOf(
  parameters: StringParameters,
  weights: NewValues | null,
  tally: WeightTally,
  { seed, first, events, format }: TruthRequest,
  options: TruthOptions,
): AsyncGenerator<Iterable<string>> {
  for await (const set of simulateStringTruth(parameters, weights, seed, first, events, options)) {
    tally.add(set);
    yield ENCODERS[format](set.events);
  }
}
