import type { Format } from '../../formats/format.ts';
import { ProblemError, type ProblemKind, type ProblemPlace } from '../problems.ts';
import { problemOfRegistry } from '../registry-problem.ts';

const OF_THE_MODEL: ReadonlySet<ProblemKind> = new Set([
  'malformed-reference',
  'unknown-model',
  'yanked',
  'wrong-kind',
  'model-refused',
  'model-untrusted',
]);

/** Where a request names its model. */
export const modelPlace = (format: Format): Omit<ProblemPlace, 'detail'> =>
  format === 'json' ? { pointer: '/model' } : { parameter: 'model' };

/** Runs something that looks a model up; a problem with that model names the place of the request that asks for it. */
export async function namingModel<R>(place: Omit<ProblemPlace, 'detail'>, run: () => Promise<R>): Promise<R> {
  try {
    return await run();
  } catch (error) {
    const problem = problemOfRegistry(error);
    if (!(problem instanceof ProblemError) || !OF_THE_MODEL.has(problem.kind)) throw error;
    const code = problem.extras.errors?.[0]?.code;
    const errors = [{ ...place, ...(code === undefined ? {} : { code }), detail: problem.message }];
    throw new ProblemError(problem.kind, problem.message, { ...problem.extras, errors });
  }
}
