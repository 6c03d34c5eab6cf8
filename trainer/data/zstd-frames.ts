import { createZstdDecompress, type ZstdDecompress } from 'node:zlib';

/**
 * Decompresses zstd of one frame or several, as `cat a.zst b.zst` and parallel compressors make them. The stream of
 * Node.js ends with the first frame and passes over what of its chunk follows, without an error.
 */
export async function* zstdFrames(chunks: AsyncIterator<Uint8Array>, chunkSize: number): AsyncGenerator<Uint8Array> {
  let rest: Uint8Array = new Uint8Array(0);
  do {
    const frame = createZstdDecompress({ chunkSize });
    const fed = feed(frame, rest, chunks);
    fed.catch((error: unknown) => frame.destroy(error instanceof Error ? error : new Error(String(error))));
    try {
      yield* frame;
      rest = await fed;
    } finally {
      frame.destroy();
    }
  } while (rest.length > 0);
}

/** Feeds `rest` and then chunks until the frame or the input ends; gives what of the last chunk is behind the frame. */
async function feed(frame: ZstdDecompress, rest: Uint8Array, chunks: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  let fed = 0;
  for (let chunk: Uint8Array | undefined = rest; chunk !== undefined; chunk = await next(chunks)) {
    if (chunk.length === 0) continue;
    fed += chunk.length;
    await written(frame, chunk);
    const left = fed - frame.bytesWritten;
    if (left > 0) return chunk.subarray(chunk.length - left);
  }
  frame.end();
  return new Uint8Array(0);
}

async function next(chunks: AsyncIterator<Uint8Array>): Promise<Uint8Array | undefined> {
  const { done, value } = await chunks.next();
  return done ? undefined : value;
}

/** Resolves when a chunk was taken, as far as the frame goes. */
const written = (frame: ZstdDecompress, chunk: Uint8Array): Promise<void> =>
  new Promise((resolve, reject) => {
    frame.write(chunk, (error) => (error ? reject(error) : resolve()));
  });
