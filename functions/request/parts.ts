import type { ReadOptions } from '../../formats/readers.ts';
import type { EventSet } from '../../physics/columns.ts';
import { ProblemError } from '../problems.ts';
import { bodyOf, partOf } from './body.ts';
import { problemOfFormat } from './format-problem.ts';
import { formatOfBody } from './media-types.ts';
import { type Part, partsOf } from './multipart.ts';
import { readSetFrom } from './sets.ts';

/** Event sets of a form. */
interface Sets {
  events: EventSet;
  reference?: EventSet;
}

/**
 * Reads a form with the parts `events` and, if there is a second sample, `reference`, each with the Content-Type of its
 * format, in any order. Throws ProblemError, which names the part at fault.
 */
export async function readParts(request: Request, options: Pick<ReadOptions, 'weight'>): Promise<Sets> {
  const sets: Partial<Sets> = {};
  const total = { bytes: 0 };
  for await (const part of partsOf(bodyOf(request), request.headers.get('content-type') ?? '')) {
    const { name } = part;
    if (name !== 'events' && name !== 'reference')
      throw partProblem(name, 'no such part: there are events and reference');
    if (sets[name]) throw partProblem(name, 'is there twice');
    sets[name] = await namingPart(name, () => readPart(part, options, total));
  }
  const { events, reference } = sets;
  if (!events) throw partProblem('events', 'is needed');
  return { events, ...(reference && { reference }) };
}

function readPart(part: Part, options: Pick<ReadOptions, 'weight'>, total: { bytes: number }): Promise<EventSet> {
  return readSetFrom(partOf(part.chunks, total), 'events', formatOfBody(part.contentType), options);
}

/** Runs the reading of a part; a problem with it names the part in each of its places. */
async function namingPart<R>(part: string, read: () => Promise<R>): Promise<R> {
  try {
    return await read();
  } catch (error) {
    const problem = problemOfFormat(error);
    if (!(problem instanceof ProblemError)) throw error;
    const places = problem.extras.errors ?? [{ detail: problem.message }];
    const errors = places.map((place) => ({ part, ...place }));
    throw new ProblemError(problem.kind, `part ${part}: ${problem.message}`, { ...problem.extras, errors });
  }
}

function partProblem(name: string, detail: string): ProblemError {
  const part = name.slice(0, 64);
  return new ProblemError('invalid-data', `part ${part}: ${detail}`, { errors: [{ part, detail }] });
}
