import { once } from 'node:events';
import { createGzip, createZstdCompress } from 'node:zlib';
import type { Output } from './io.ts';

/** An output whose bytes are compressed before they reach another. */
export function compressed(output: Output, compression: 'gzip' | 'zstd'): Output {
  const deflate = compression === 'gzip' ? createGzip() : createZstdCompress();
  const passing = pass(deflate, output);
  // Its error is thrown by whoever writes or commits; before that it must not end the process.
  passing.catch(() => undefined);
  return {
    write: async (chunk) => {
      if (!deflate.write(chunk)) await Promise.race([once(deflate, 'drain'), passing]);
    },
    commit: async () => {
      deflate.end();
      await passing;
      await output.commit();
    },
    abort: async () => {
      deflate.destroy();
      await output.abort();
    },
  };
}

async function pass(from: AsyncIterable<Uint8Array>, to: Output): Promise<void> {
  for await (const chunk of from) await to.write(chunk);
}
