import { ProblemError } from '../problems.ts';

/** A part of a multipart/form-data body (RFC 7578). Its bytes must be read before the next part is asked for. */
export interface Part {
  name: string;
  contentType: string | undefined;
  chunks: AsyncGenerator<Uint8Array, void, undefined>;
}

/** Bytes of the lines before the data of one part. */
const HEADER_BYTES = 4096;
const ASCII = new TextEncoder();
const LINE_END = ASCII.encode('\r\n');
const HEADERS_END = ASCII.encode('\r\n\r\n');

const malformed = (detail: string): ProblemError => new ProblemError('malformed-body', `multipart body: ${detail}`);

/** Media type of a form whose parts have media types of their own. */
export const FORM_TYPE = 'multipart/form-data';

/** Whether a Content-Type is that of a form with parts. */
export const isMultipart = (contentType: string | undefined): boolean =>
  /^\s*multipart\/form-data\s*(?:;|$)/i.test((contentType ?? '').slice(0, 200));

/** The boundary that a Content-Type states. Throws a problem (400) where there is none (RFC 2046, 5.1.1). */
function boundaryOf(contentType: string): string {
  const match = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType.slice(0, 400));
  const boundary = match?.[1] ?? match?.[2];
  if (boundary !== undefined && /^[\x20-\x7e]*[\x21-\x7e]$/.test(boundary)) return boundary;
  throw malformed('the Content-Type must state a boundary of 1 to 70 characters');
}

/** What has come of a stream and was not taken yet. */
class Feed {
  #bytes: Uint8Array = LINE_END;
  readonly #chunks: AsyncIterator<Uint8Array>;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  get length(): number {
    return this.#bytes.length;
  }

  /** Where a text begins; -1 where it has not come yet. */
  find(text: Uint8Array): number {
    const bytes = this.#bytes;
    for (let at = bytes.indexOf(text[0]!); at >= 0 && at + text.length <= bytes.length; ) {
      if (text.every((byte, i) => bytes[at + i] === byte)) return at;
      at = bytes.indexOf(text[0]!, at + 1);
    }
    return -1;
  }

  take(count: number): Uint8Array {
    const taken = this.#bytes.subarray(0, count);
    this.#bytes = this.#bytes.subarray(count);
    return taken;
  }

  /** Waits for more. Throws a problem where there is none. */
  async more(): Promise<void> {
    const { done, value } = await this.#chunks.next();
    if (done) throw malformed('it ends before its last boundary');
    const joined = new Uint8Array(this.#bytes.length + value.length);
    joined.set(this.#bytes);
    joined.set(value, this.#bytes.length);
    this.#bytes = joined;
  }

  /** Reads the rest, which nobody wants. */
  async drain(): Promise<void> {
    while (!(await this.#chunks.next()).done);
  }

  /** Gives the stream up. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  /** The bytes up to a text, which is read too; there must not be more than `cap`. */
  async upTo(text: Uint8Array, cap: number): Promise<Uint8Array> {
    for (;;) {
      const at = this.find(text);
      if (at >= 0 && at <= cap) {
        const taken = this.take(at);
        this.take(text.length);
        return taken;
      }
      if (at > cap || this.length > cap + text.length) throw malformed(`a part's header is above ${cap} bytes`);
      await this.more();
    }
  }

  /** The bytes up to a text, which is read too, as they come. */
  async *streamTo(text: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      const at = this.find(text);
      if (at > 0) yield this.take(at);
      if (at >= 0) {
        this.take(text.length);
        return;
      }
      // The text may have begun in the last bytes.
      const safe = this.length - text.length + 1;
      if (safe > 0) yield this.take(safe);
      await this.more();
    }
  }
}

/**
 * The parts of a multipart/form-data body, as they come: nothing but a part's header is held.
 * Throws a problem (400) for a body that is no such thing, or is cut short.
 */
export async function* partsOf(
  chunks: AsyncIterable<Uint8Array>,
  contentType: string,
): AsyncGenerator<Part, void, undefined> {
  const delimiter = ASCII.encode(`\r\n--${boundaryOf(contentType)}`);
  const feed = new Feed(chunks);
  try {
    for await (const _ of feed.streamTo(delimiter));
    while (!(await isLast(feed))) {
      const header = new TextDecoder().decode(await feed.upTo(HEADERS_END, HEADER_BYTES));
      const part = { ...headerOf(header), chunks: feed.streamTo(delimiter) };
      yield part;
      for await (const _ of part.chunks);
    }
    await feed.drain();
  } finally {
    await feed.close();
  }
}

/** Whether the delimiter that was read is the last one; else the rest of its line is read, less its line break. */
async function isLast(feed: Feed): Promise<boolean> {
  while (feed.length < 2) await feed.more();
  if (feed.find(ASCII.encode('--')) === 0) return true;
  // A header without lines begins with the line break that ends this one, so that is left.
  for (;;) {
    const at = feed.find(LINE_END);
    if (at >= 0) {
      if (feed.take(at).some((byte) => byte !== 32 && byte !== 9)) throw malformed('a boundary must end its line');
      return false;
    }
    if (feed.length > HEADER_BYTES) throw malformed('a boundary must end its line');
    await feed.more();
  }
}

/** Name and type from the lines of a part's header. */
function headerOf(text: string): { name: string; contentType: string | undefined } {
  const fields = new Map(
    text.split('\r\n').map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, Math.max(0, colon)).trim().toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const disposition = fields.get('content-disposition') ?? '';
  const match = /^form-data\s*;(?:.*;)?\s*name=(?:"([^"]{0,100})"|([^\s;"]{1,100}))/i.exec(disposition);
  const name = match?.[1] ?? match?.[2];
  if (name === undefined) throw malformed('a part must have a Content-Disposition with a name');
  if (
    fields.has('content-transfer-encoding') &&
    !/^(binary|8bit|7bit)$/i.test(fields.get('content-transfer-encoding')!)
  )
    throw malformed('a part must be sent as it is, without a Content-Transfer-Encoding');
  return { name, contentType: fields.get('content-type') };
}
