import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const gc: (options: { type: 'minor' | 'major' }) => void = runInNewContext('gc');

/**
 * Collects the young garbage, so that what one measurement leaves behind is not counted to the next. Not the old one: a full
 * collection also throws compiled code away, and every case would then begin cold in every round.
 */
export const collectGarbage = (): void => gc({ type: 'minor' });
