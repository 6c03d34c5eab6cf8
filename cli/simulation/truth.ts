import type { Seed } from '../../physics/random/stream.ts';
import type { TruthOptions } from '../../trainer/data/truth.ts';
import type { Assignments } from '../assignments.ts';

/** The formats that simulated events are written in. */
export type TruthFormat = 'ndjson' | 'dat';

/** What is asked of a truth. */
export interface TruthRequest {
  format: TruthFormat;
  /** Parameters that have other values than the truth's own (`--set`, `--energy`). */
  set: Assignments;
  /** Parameters that the events are to be weighted to (`--weights`). */
  weights: Assignments | null;
  seed: Seed;
  first: number;
  events: number;
}

/** Events on their way: the lines of a chunk at a time, and what there is to say when all have been read. */
export interface SimulatedLines {
  chunks: AsyncIterable<Iterable<string>>;
  report: () => string | null;
}

/**
 * A source of events with a name. It checks the request before it simulates anything, and throws a CommandError
 * (exit 2) for what it cannot do.
 */
export type Truth = (request: TruthRequest, options: TruthOptions) => SimulatedLines;
