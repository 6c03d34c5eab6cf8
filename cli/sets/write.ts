import type { SetKind, SetTypes } from '../../formats/sets.ts';
import { rowsOf } from '../../formats/sets.ts';
import { FORMS, type Form, writerOf } from '../../formats/write.ts';
import type { Writer } from '../../formats/writer.ts';
import { compressed } from '../compress.ts';
import { CommandError } from '../errors.ts';
import { interruptible, untilAborted } from '../interruptible.ts';
import { type Output, openOutput } from '../io.ts';
import { compressionOfName } from './format.ts';

/** A writer of one kind of set; throws a CommandError (exit 2) where the form has no place for it. */
export function writerFor<K extends SetKind>(kind: K, form: Form): Writer<SetTypes[K]> {
  const writer = writerOf(kind, form);
  if (writer) return writer;
  const able = FORMS.filter((name) => writerOf(kind, name) !== undefined).join(', ');
  throw new CommandError(`${form} has no place for ${kind} alone; these have: ${able}`, 2);
}

/** An output by its name: `.gz` and `.zst` are compressed. */
export async function openSetOutput(name: string): Promise<Output> {
  const output = await openOutput(name);
  const compression = compressionOfName(name);
  return compression === undefined ? output : compressed(output, compression);
}

/**
 * Writes sets (or what else a writer takes), whole or not at all, also where a signal ends it; `onSet` is told of each.
 * Throws a CommandError (exit 3) for what the form cannot hold.
 */
export function writeSets<T>(
  name: string,
  writer: Writer<T>,
  sets: AsyncIterable<T>,
  onSet: (set: T) => void = () => undefined,
): Promise<void> {
  return interruptible((signal) => writeAll(name, writer, untilAborted(sets, signal), onSet));
}

async function writeAll<T>(
  name: string,
  writer: Writer<T>,
  sets: AsyncIterable<T>,
  onSet: (set: T) => void,
): Promise<void> {
  const output = await openSetOutput(name);
  try {
    for await (const set of sets) {
      for (const bytes of writer.write(set)) await output.write(bytes);
      onSet(set);
    }
    for (const bytes of writer.end()) await output.write(bytes);
    await output.commit();
  } catch (error) {
    await output.abort();
    if (error instanceof RangeError)
      throw new CommandError(`cannot write ${name}: ${error.message}`, 3, { cause: error });
    throw error;
  }
}

/** Sets without the empty ones, which do not know their optional columns; where all are empty, the first. */
export async function* withoutEmpty<T extends SetTypes[SetKind]>(sets: AsyncIterable<T>): AsyncGenerator<T> {
  let first: T | undefined;
  let given = false;
  for await (const set of sets) {
    first ??= set;
    if (rowsOf(set) === 0) continue;
    given = true;
    yield set;
  }
  if (!given && first) yield first;
}
