import { TRUTHS } from '../../physics/hadronization/parameters.ts';
import { LUND_STRING } from '../../physics/hadronization/string/parameters.ts';
import { CommandError } from '../errors.ts';
import { clusterTruth } from './cluster-truth.ts';
import { stringTruth } from './string-truth.ts';
import type { Truth } from './truth.ts';

/** The sources of events that `simulate` has, by name: the settings of the cluster model, and the Lund string. */
const BY_NAME: ReadonlyMap<string, Truth> = new Map([
  ...Object.entries(TRUTHS).map(([name, parameters]): [string, Truth] => [name, clusterTruth(parameters)]),
  ['lund-string', stringTruth(LUND_STRING)],
]);

export const TRUTH_NAMES: readonly string[] = [...BY_NAME.keys()];

/** A truth by name; throws a CommandError (exit 2) with the list of names. */
export function truthOf(name: string): Truth {
  const truth = BY_NAME.get(name);
  if (truth) return truth;
  throw new CommandError(`unknown model '${name}'; one of: ${TRUTH_NAMES.join(' ')}`, 2);
}
