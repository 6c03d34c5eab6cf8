import type { Form } from '../../formats/write.ts';
import type { Writer } from '../../formats/writer.ts';
import type { Seed } from '../../physics/random/stream.ts';
import type { TruthOptions } from '../../trainer/data/truth.ts';
import type { Assignments } from '../assignments.ts';

/** What is asked of a truth. */
export interface TruthRequest {
  /** What the events are written as. */
  form: Form;
  /** Parameters that have other values than the truth's own (`--set`, `--energy`). */
  set: Assignments;
  /** Parameters that the events are to be weighted to (`--weights`). */
  weights: Assignments | null;
  seed: Seed;
  first: number;
  events: number;
}

/** Events on their way: the bytes of a chunk at a time, and what there is to say when all have been read. */
export interface Simulated {
  chunks: AsyncIterable<Iterable<Uint8Array>>;
  report: () => string | null;
}

/**
 * A source of events with a name. It checks the request before it simulates anything, and throws a CommandError
 * (exit 2) for what it cannot do.
 */
export type Truth = (request: TruthRequest, options: TruthOptions) => Simulated;

/** What a writer makes of sets, and at last what ends the output. */
export async function* written<T>(writer: Writer<T>, sets: AsyncIterable<T>): AsyncGenerator<Iterable<Uint8Array>> {
  for await (const set of sets) yield writer.write(set);
  yield writer.end();
}
