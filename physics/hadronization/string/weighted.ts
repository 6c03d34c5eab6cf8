import type { EventSet } from '../../columns.ts';
import type { Seed } from '../../random/stream.ts';
import type { StringParameters } from './parameters.ts';
import { recordString, simulateString } from './simulate.ts';
import { type NewValues, weightsOf } from './weights.ts';

/** Events of a string truth, with the weights that were asked for and how many trials had to be clipped for them. */
export interface WeightedEvents {
  events: EventSet;
  clipped: number;
  trials: number;
}

/**
 * Events first … first + count - 1 as `simulateString` makes them, with their weights for other values of a, b or sigma
 * (`weightsOf`); without any where `to` is null. An event's weight, like the event, depends on its index alone.
 */
export function simulateWeighted(
  parameters: StringParameters,
  to: NewValues | null,
  seed: Seed,
  first: number,
  count: number,
): WeightedEvents {
  if (to === null) return { events: simulateString(parameters, seed, first, count), clipped: 0, trials: 0 };
  const { events, record } = recordString(parameters, seed, first, count);
  const { weight, clipped, trials } = weightsOf(record, parameters, to);
  return { events: { ...events, weight }, clipped, trials };
}
