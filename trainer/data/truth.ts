import { availableParallelism } from 'node:os';
import type { HadronizationParameters } from '../../physics/hadronization/parameters.ts';
import type { StringParameters } from '../../physics/hadronization/string/parameters.ts';
import type { WeightedEvents } from '../../physics/hadronization/string/weighted.ts';
import type { NewValues } from '../../physics/hadronization/string/weights.ts';
import type { TruthSet } from '../../physics/hadronization/truth-set.ts';
import type { Seed } from '../../physics/random/stream.ts';
import { kindOf, type SetOf, type TruthKind, type TruthRange } from './truth-kind.ts';
import { TruthPool, type TruthTask } from './truth-pool.ts';

export interface TruthOptions {
  /** Worker threads; by default one a processor. 0: in this thread. It changes the time taken and nothing else. */
  workers?: number;
  /** Events of a set that is given out; the last one may be shorter. */
  chunk?: number;
  /** Called with the number of events simulated so far. */
  onProgress?: (done: number) => void;
  /** Ends the simulation: the iteration throws the signal's reason. */
  signal?: AbortSignal;
}

const DEFAULT_CHUNK = 1000;
/** Ranges that a thread has before it at most: one in work, one to go on with. */
const AHEAD = 2;

/**
 * Simulates events first … first + count - 1 of a cluster-model truth in worker threads and gives them out in order, a
 * chunk at a time; a slow reader holds the threads back. The sets are those of `simulateDecays`, the same for any number
 * of workers. Throws a RangeError for parameters or numbers out of range.
 */
export function simulateTruth(
  parameters: HadronizationParameters,
  seed: Seed,
  first: number,
  count: number,
  options: TruthOptions = {},
): AsyncGenerator<TruthSet, void, undefined> {
  return simulateTask({ kind: 'clusters', recipe: parameters, seed }, { first, count }, options);
}

/** The same for a Lund-string truth, with weights for other values of a, b, sigma where `weights` is not null. */
export function simulateStringTruth(
  parameters: StringParameters,
  weights: NewValues | null,
  seed: Seed,
  first: number,
  count: number,
  options: TruthOptions = {},
): AsyncGenerator<WeightedEvents, void, undefined> {
  return simulateTask({ kind: 'string', recipe: { parameters, weights }, seed }, { first, count }, options);
}

async function* simulateTask<K extends TruthKind>(
  task: TruthTask<K>,
  { first, count }: TruthRange,
  options: TruthOptions,
): AsyncGenerator<SetOf<K>, void, undefined> {
  kindOf(task.kind).check(task.recipe);
  const chunk = wholeNumber('chunk', options.chunk ?? DEFAULT_CHUNK, 1);
  const ranges = rangesOf(wholeNumber('first', first, 0), wholeNumber('count', count, 0), chunk);
  const wanted = wholeNumber('workers', options.workers ?? availableParallelism(), 0);
  const workers = Math.min(wanted, ranges.length);
  const sets =
    workers === 0 || ranges.length === 1
      ? simulateHere(task, ranges)
      : simulateInThreads(task, ranges, workers, options.signal);
  let done = 0;
  options.signal?.throwIfAborted();
  for await (const set of sets) {
    options.signal?.throwIfAborted();
    done = Math.min(count, done + chunk);
    options.onProgress?.(done);
    yield set;
  }
}

function wholeNumber(name: string, value: number, least: number): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new RangeError(`${name} must be a whole number from ${least} on`);
}

/** A run of events, cut into chunks: how many there are and where each lies. */
interface Ranges {
  length: number;
  at: (i: number) => TruthRange;
}

function rangesOf(first: number, count: number, chunk: number): Ranges {
  return {
    length: Math.ceil(count / chunk),
    at: (i) => ({ first: first + i * chunk, count: Math.min(chunk, count - i * chunk) }),
  };
}

function* simulateHere<K extends TruthKind>({ kind, recipe, seed }: TruthTask<K>, ranges: Ranges): Generator<SetOf<K>> {
  const simulate = kindOf(kind).simulator(recipe, seed);
  for (let i = 0; i < ranges.length; i++) yield simulate(ranges.at(i));
}

async function* simulateInThreads<K extends TruthKind>(
  task: TruthTask<K>,
  ranges: Ranges,
  workers: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<SetOf<K>> {
  const pool = new TruthPool(task, workers);
  const stop = (): void => void pool.end();
  signal?.addEventListener('abort', stop, { once: true });
  const ahead: Promise<SetOf<K>>[] = [];
  let next = 0;
  try {
    for (let given = 0; given < ranges.length; given++) {
      for (; next < ranges.length && ahead.length < AHEAD * workers; next++) {
        const set = pool.request(ranges.at(next));
        // Its error is thrown when its turn comes; a later one must not end the process before that.
        set.catch(() => undefined);
        ahead.push(set);
      }
      yield await ahead.shift()!;
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
    await pool.end();
  }
}
