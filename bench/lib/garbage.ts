import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const gc: () => void = runInNewContext('gc');

/** Collects garbage, so that what one measurement leaves behind is not counted to the next. */
export const collectGarbage = (): void => gc();
