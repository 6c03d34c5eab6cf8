import { compressionOf } from '../../formats/detect.ts';
import { parseJson } from '../../formats/json/parse.ts';
import { LIMITS } from '../limits.ts';
import { ProblemError, problemAt } from '../problems.ts';
import { BodyBudget } from './body-budget.ts';
import { CAPS } from './caps.ts';

/** One budget an isolate, because its memory is one. */
const budget = new BodyBudget(LIMITS.bodies_bytes, () => Date.now());

const tooLarge = (): ProblemError =>
  new ProblemError('too-large', `a body may hold at most ${LIMITS.body_bytes} bytes, after decompression`);

/** Whether the request says that its body is gzip. Throws a problem for codings other than gzip. */
function saysGzip(request: Request): boolean {
  const coding = request.headers.get('content-encoding')?.trim().toLowerCase() ?? 'identity';
  if (coding === 'gzip') return true;
  if (coding === 'identity' || coding === '') return false;
  throw new ProblemError('unsupported-media-type', 'Content-Encoding must be gzip or absent', {
    headers: { 'Accept-Encoding': 'gzip' },
  });
}

async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(() => {
        throw new ProblemError('malformed-body', 'the body ended early or is not valid gzip of one member');
      });
      if (done) return;
      yield value;
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

/** A stream with its first chunk, which is whole as far as the two bytes go that a gzip file begins with. */
async function lookAhead(chunks: AsyncGenerator<Uint8Array, void, undefined>): Promise<{
  first: Uint8Array;
  all: AsyncGenerator<Uint8Array, void, undefined>;
}> {
  let first = new Uint8Array(0);
  while (first.length < 2) {
    const { done, value } = await chunks.next();
    if (done) break;
    const joined = new Uint8Array(first.length + value.length);
    joined.set(first);
    joined.set(value, first.length);
    first = joined;
  }
  async function* all(): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      yield first;
      yield* chunks;
    } finally {
      await chunks.return();
    }
  }
  return { first, all: all() };
}

/** Decompresses chunks, as they come and no faster than they are taken. */
function gunzipped(chunks: AsyncGenerator<Uint8Array, void, undefined>): AsyncGenerator<Uint8Array, void, undefined> {
  const gunzip = new DecompressionStream('gzip');
  const writer = gunzip.writable.getWriter();
  const pump = async (): Promise<void> => {
    for await (const chunk of chunks) await writer.write(chunk);
    await writer.close();
  };
  // What goes wrong with the compressed side shows on the other.
  pump().catch((error: unknown) => writer.abort(error).catch(() => undefined));
  return chunksOf(gunzip.readable);
}

/** The body as it was before compression: by its Content-Encoding, or because it is a gzip file as it is. */
async function* decoded(request: Request): AsyncGenerator<Uint8Array, void, undefined> {
  const gzip = saysGzip(request);
  if (!request.body) return;
  const { first, all } = await lookAhead(chunksOf(request.body));
  yield* gzip || compressionOf(first) === 'gzip' ? gunzipped(all) : all;
}

/**
 * A request's body, chunk by chunk, decompressed, with its bytes counted. Ends with a problem at the limit, so that
 * neither a long body nor a gzip bomb is ever held.
 */
export async function* bodyOf(request: Request): AsyncGenerator<Uint8Array, void, undefined> {
  const declared = Number(request.headers.get('content-length') ?? 0);
  if (declared > LIMITS.body_bytes) throw tooLarge();
  yield* counted(decoded(request), { bytes: 0 });
}

/** Passes a request's body on as `bodyOf` gives it. */
export async function readBody(request: Request, take: (chunk: Uint8Array) => void): Promise<void> {
  for await (const chunk of bodyOf(request)) take(chunk);
}

/**
 * A part of a body: decompressed where it is a gzip file as it is. `total` counts the bytes that the parts of one body
 * become; together they may be as long as a body.
 */
export async function* partOf(
  chunks: AsyncGenerator<Uint8Array, void, undefined>,
  total: { bytes: number },
): AsyncGenerator<Uint8Array, void, undefined> {
  const { first, all } = await lookAhead(chunks);
  yield* compressionOf(first) === 'gzip' ? counted(gunzipped(all), total) : all;
}

/** Chunks whose bytes are counted, and held against the limit of one body and that of all bodies. */
async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  total: { bytes: number },
): AsyncGenerator<Uint8Array, void, undefined> {
  const held = budget.start();
  try {
    for await (const chunk of chunks) {
      total.bytes += chunk.byteLength;
      if (total.bytes > LIMITS.body_bytes) throw tooLarge();
      held.grow(chunk.byteLength);
      yield chunk;
    }
  } finally {
    held.end();
  }
}

/** The body parsed as JSON. Throws FormatError for anything but one JSON text without repeated fields, a problem for other than UTF-8. */
export async function readJson(request: Request): Promise<unknown> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });
  let text = '';
  try {
    await readBody(request, (chunk) => {
      text += decoder.decode(chunk, { stream: true });
    });
    text += decoder.decode();
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    throw problemAt('malformed-body', '', 'the body must be UTF-8');
  }
  return parseJson(text, '', CAPS);
}
