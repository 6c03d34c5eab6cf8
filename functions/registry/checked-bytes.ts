import { hexOf } from '../../models/contract/digest.ts';
import { brokenUpload, type Expected, requireDigest, requireLength } from '../../models/registry/upload-store.ts';

/**
 * Passes a stream on, chunk by chunk, counted and hashed on the way. The last chunk is held back until the stream has
 * ended and all is as expected, so that whoever takes the chunks never has the whole of a wrong body.
 *
 * Throws UploadFault at the first thing that is wrong.
 */
export async function* checkedBytes(
  body: ReadableStream<Uint8Array>,
  expected: Expected,
): AsyncGenerator<Uint8Array, void> {
  const hash = new crypto.DigestStream('SHA-256');
  const hasher = hash.getWriter();
  const reader = body.getReader();
  let bytes = 0;
  let held: Uint8Array | undefined;
  try {
    for (;;) {
      const chunk = await reader.read().catch((error: unknown) => {
        throw brokenUpload(error);
      });
      if (chunk.done) break;
      bytes += chunk.value.byteLength;
      if (bytes > expected.bytes) requireLength(bytes, expected);
      await hasher.write(chunk.value);
      if (held) yield held;
      held = chunk.value;
    }
  } finally {
    reader.cancel().catch(() => undefined);
    await hasher.close();
  }
  requireLength(bytes, expected);
  requireDigest(`sha256:${hexOf(new Uint8Array(await hash.digest))}`, expected);
  if (held) yield held;
}
