import { type Fault, FormatError } from '../../formats/error.ts';
import { leadLines } from '../../formats/split/piece.ts';
import { ProblemError } from '../problems.ts';
import { JobFailure } from './failure.ts';
import type { Shard } from './task.ts';

/** Places named in a reason; the rest are counted. */
const NAMED = 3;

/**
 * What a parser or scorer says of a shard's events, with lines and events counted from the beginning of the source.
 * Anything else is passed on unchanged.
 * @param before events of the shard that came before those in question
 */
export function inSource(error: unknown, shard: Shard, before: number): unknown {
  if (error instanceof FormatError) {
    const faults = error.faults.map((fault) => faultText(fault, shard));
    return failure(faults, faults.length + error.omitted, error);
  }
  if (error instanceof ProblemError && (error.kind === 'invalid-event' || error.kind === 'invalid-cluster')) {
    const { errors = [], omitted = 0 } = error.extras;
    const row = error.kind === 'invalid-event' ? 'event' : 'cluster';
    const faults = errors.map(({ index = 0, detail }) => `${row} ${shard.first + before + index}: ${detail}`);
    return failure(faults, faults.length + omitted, error);
  }
  return error;
}

function faultText({ place, rule, row }: Fault, shard: Shard): string {
  const line = /^line (\d+)/.exec(place);
  const event = row === undefined ? '' : `event ${shard.first + row}`;
  if (!line) return [event, place, rule].filter((part) => part !== '').join(': ');
  const number = Number(line[1]) + shard.line - 1 - leadLines(shard);
  return `line ${number}${place.slice(line[0].length)}: ${rule}`;
}

function failure(faults: readonly string[], count: number, cause: unknown): JobFailure {
  const more = count > NAMED ? ` (and ${count - NAMED} more)` : '';
  return new JobFailure(`${faults.slice(0, NAMED).join('; ')}${more}`, { cause });
}
