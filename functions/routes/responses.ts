import { problemSchema } from '../../models/contract/answers.ts';
import { PROBLEMS, type ProblemKind, problemType } from '../problems.ts';

interface Documented {
  description: string;
  content: { 'application/problem+json': { schema: typeof problemSchema } };
}

/** The documentation of the problems that a route can answer with; every route can fail. */
export function problemResponses(...kinds: ProblemKind[]): Record<string, Documented> {
  const byStatus = new Map<number, string[]>();
  for (const kind of [...kinds, 'internal'] as const) {
    const { status, title } = PROBLEMS[kind];
    byStatus.set(status, [...(byStatus.get(status) ?? []), `${title} (\`${problemType(kind)}\`)`]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, lines]) => [
      status,
      { description: lines.join('; '), content: { 'application/problem+json': { schema: problemSchema } } },
    ]),
  );
}

/** Documentation of a JSON answer. */
export const jsonResponse = <S>(schema: S, description: string) => ({
  200: { description, content: { 'application/json': { schema } } },
});

/** Documentation of the JSON answer to a write that may find its work done. */
export const createdOrOk = <S>(schema: S, created: string, ok: string) => ({
  201: { description: created, content: { 'application/json': { schema } } },
  200: { description: ok, content: { 'application/json': { schema } } },
});

/** Problems of everything that looks a model up. */
export const LOOKUP_PROBLEMS = ['malformed-reference', 'unknown-model', 'yanked', 'model-refused'] as const;
