import type { Format } from '../../formats/format.ts';
import type { AnsweredBy } from '../../models/contract/answers.ts';
import { ProblemError, type ProblemKind, type ProblemPlace, problemAt } from '../problems.ts';
import { problemOfRegistry } from '../registry-problem.ts';

const OF_THE_MODEL: ReadonlySet<ProblemKind> = new Set([
  'malformed-reference',
  'unknown-model',
  'yanked',
  'wrong-kind',
  'model-refused',
  'model-untrusted',
]);

/** Where a request has an option: a field of a JSON body, else one of the query. */
export const optionPlace = (form: Format | 'multipart', name: string): Omit<ProblemPlace, 'detail'> =>
  form === 'json' ? { pointer: `/${name}` } : { parameter: name };

/** Where a request names its model, or the one of this index where it names several. */
export const modelPlace = (form: Format | 'multipart', index?: number): Omit<ProblemPlace, 'detail'> =>
  form === 'json' && index !== undefined ? { pointer: `/model/${index}` } : optionPlace(form, 'model');

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

/** Throws a problem where two references of a request mean the same model. */
export function requireDistinct(models: readonly AnsweredBy[]): void {
  if (new Set(models.map(({ digest }) => digest)).size === models.length) return;
  throw problemAt('invalid-option', '/model', 'two of the references mean the same model');
}
