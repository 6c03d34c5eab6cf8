import { writeFileSync } from 'node:fs';
import type { SetKind, SetTypes } from '../../../formats/sets.ts';
import { type Form, writerOf } from '../../../formats/write.ts';

/** Writes a set to a file in some form. */
export function writeSet<K extends SetKind>(path: string, kind: K, form: Form, set: SetTypes[K]): string {
  const writer = writerOf(kind, form)!;
  writeFileSync(path, Buffer.concat([...writer.write(set), ...writer.end()]));
  return path;
}
