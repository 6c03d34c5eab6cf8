import type { EventSet } from '../../physics/columns.ts';
import { checkStringParameters, type StringParameters } from '../../physics/hadronization/string/parameters.ts';
import { type NewValues, WEIGHTED_PARAMETERS } from '../../physics/hadronization/string/weights.ts';
import { simulateStringTruth, type TruthOptions } from '../../trainer/data/truth.ts';
import type { Assignments } from '../assignments.ts';
import { CommandError } from '../errors.ts';
import { writerFor } from '../sets/write.ts';
import { checked, parameterNumber, requireKnown, withAssignments } from './parameters.ts';
import { type Truth, type TruthRequest, written } from './truth.ts';
import { WeightTally } from './weight-tally.ts';

/** A truth of the Lund string: pions, with weights where they are asked for. */
export function stringTruth(own: StringParameters): Truth {
  return (request, options) => {
    const parameters = withAssignments(own, request.set, checkStringParameters);
    const weights = newValues(request, parameters);
    const tally = new WeightTally();
    const writer = writerFor('events', request.form);
    return {
      chunks: written(writer, eventsOf(parameters, weights, tally, request, options)),
      report: () => (weights === null ? null : `weights to ${valuesText(weights)}: ${tally.text()}`),
    };
  };
}

/** What `--weights` asks for; null where it is not there. */
function newValues({ weights, form }: TruthRequest, parameters: StringParameters): NewValues | null {
  if (weights === null) return null;
  if (form === 'dat')
    throw new CommandError('a .dat file cannot hold event weights; write ndjson, hepmc3, arrow or parquet', 2);
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

async function* eventsOf(
  parameters: StringParameters,
  weights: NewValues | null,
  tally: WeightTally,
  { seed, first, events }: TruthRequest,
  options: TruthOptions,
): AsyncGenerator<EventSet> {
  for await (const set of simulateStringTruth(parameters, weights, seed, first, events, options)) {
    tally.add(set);
    yield set.events;
  }
}
