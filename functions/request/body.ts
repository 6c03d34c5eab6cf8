import { parseJson } from '../../formats/json/parse.ts';
import { LIMITS } from '../limits.ts';
import { ProblemError, problemAt } from '../problems.ts';
import { BodyBudget } from './body-budget.ts';
import { CAPS } from './caps.ts';

/** One budget an isolate, because its memory is one. */
const budget = new BodyBudget(LIMITS.bodies_bytes, () => Date.now());

const tooLarge = (): ProblemError =>
  new ProblemError('too-large', `a body may hold at most ${LIMITS.body_bytes} bytes, after decompression`);

/** The request's body as it was before its content coding. Throws a problem for codings other than gzip. */
function decoded(request: Request): ReadableStream<Uint8Array> | null {
  const coding = request.headers.get('content-encoding')?.trim().toLowerCase() ?? 'identity';
  if (coding === 'identity' || coding === '') return request.body;
  if (coding === 'gzip') return request.body?.pipeThrough(new DecompressionStream('gzip')) ?? null;
  throw new ProblemError('unsupported-media-type', 'Content-Encoding must be gzip or absent', {
    headers: { 'Accept-Encoding': 'gzip' },
  });
}

async function readChunk(
  reader: ReadableStreamDefaultReader<Uint8Array>,
): Promise<ReadableStreamReadResult<Uint8Array>> {
  try {
    return await reader.read();
  } catch {
    throw new ProblemError('malformed-body', 'the body ended early or is not valid gzip');
  }
}

/**
 * Passes a request's body on, chunk by chunk, decompressed, and counts its bytes. Stops with a problem at the limit,
 * so that neither a long body nor a gzip bomb is ever held.
 */
export async function readBody(request: Request, take: (chunk: Uint8Array) => void): Promise<void> {
  const declared = Number(request.headers.get('content-length') ?? 0);
  if (declared > LIMITS.body_bytes) throw tooLarge();
  const stream = decoded(request);
  if (!stream) return;
  const reader = stream.getReader();
  const held = budget.start();
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await readChunk(reader);
      if (done) return;
      bytes += value.byteLength;
      if (bytes > LIMITS.body_bytes) throw tooLarge();
      held.grow(value.byteLength);
      take(value);
    }
  } finally {
    held.end();
    reader.cancel().catch(() => undefined);
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
