import type { Writer } from '../formats/writer.ts';

/** All bytes that a writer makes of one set. */
export function bytesOf<T>(writer: Writer<T>, set: T): Uint8Array<ArrayBuffer> {
  const parts = [...writer.write(set), ...writer.end()];
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
