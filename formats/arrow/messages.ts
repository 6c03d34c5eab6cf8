import { formatError } from '../error.ts';
import { type Caps, checkCap } from '../reader.ts';
import { type FlatTable, rootTable } from './flatbuffer.ts';
import { checkArrowLimit } from './limits.ts';

/** Kinds of messages by their number (Message.fbs). */
export const MESSAGE = { schema: 1, dictionary: 2, batch: 3 } as const;

/** One message of the stream (https://arrow.apache.org/docs/format/Columnar.html#encapsulated-message-format). */
export interface Message {
  kind: number;
  /** MetadataVersion: 3 is V4, 4 is V5. */
  version: number;
  header: FlatTable;
  body: Uint8Array;
  /** `byte 1032`: where the message begins in the stream. */
  place: string;
}

const CONTINUATION = 0xffffffff;
/** Bytes that are taken at once for a body that declares as many; more only as they arrive. */
const FIRST_BODY = 8 << 20;
/** "ARROW1": the file format, which holds the stream after 8 bytes, before a footer that the stream does not need. */
const MAGIC = [65, 82, 82, 79, 87, 49, 0, 0];

const CUT = 'the Arrow stream ends inside a message (is the file cut short?)';
const NO_END = 'the Arrow stream has no mark of its end (is the file cut short, or its writer not closed?)';
const NOT_ARROW = 'is not an Arrow IPC stream';
const FEATHER = 'is a Feather file of version 1, which is not read: write an Arrow IPC stream (pyarrow.ipc.new_stream)';

type State = 'start' | 'length' | 'metadata' | 'body' | 'over';

/**
 * Cuts a stream of chunks into messages, whose bodies it copies once, and into memory that grows as the bytes arrive:
 * a message that declares more than it holds costs nothing. What follows the end of the stream is passed over in the
 * file format, whose footer stands there, and refused otherwise.
 */
export class MessageSplitter {
  readonly #handle: (message: Message) => void;
  readonly #caps: Partial<Caps>;
  #state: State = 'start';
  #buffer = new Uint8Array(1024);
  #filled = 0;
  /** Bytes that the state needs before it can go on. */
  #needed = 8;
  #total = 0;
  #start = 0;
  #isFile = false;
  #message: Omit<Message, 'body'> | undefined;

  constructor(handle: (message: Message) => void, caps: Partial<Caps>) {
    this.#handle = handle;
    this.#caps = caps;
  }

  write(chunk: Uint8Array): void {
    let taken = 0;
    while (taken < chunk.length) {
      if (this.#state === 'over') this.#passOver();
      const count = Math.min(chunk.length - taken, this.#state === 'over' ? Infinity : this.#needed - this.#filled);
      checkCap(this.#caps, 'bytes', this.#total + count, `byte ${this.#total}`);
      if (this.#state !== 'over') this.#append(chunk.subarray(taken, taken + count));
      taken += count;
      this.#total += count;
      while (this.#state !== 'over' && this.#filled === this.#needed) this.#step();
    }
  }

  /**
   * Ends the stream, which must have its mark of the end. The specification lets a writer do without it, but then a
   * stream that was cut between two batches would pass for a whole one; those that physicists use all write it.
   */
  end(): void {
    if (this.#state === 'over') return;
    if (this.#total === 0) throw formatError('syntax', 'byte 0', 'is empty: an Arrow stream begins with its schema');
    if (this.#state === 'start') throw formatError('syntax', 'byte 0', NOT_ARROW);
    const between = this.#state === 'length' && this.#filled === 0;
    throw formatError('syntax', `byte ${this.#total}`, between ? NO_END : CUT);
  }

  #step(): void {
    switch (this.#state) {
      case 'start':
        this.#readStart();
        return;
      case 'length':
        this.#readLength();
        return;
      case 'metadata':
        this.#readMetadata();
        return;
      default:
        this.#finish();
    }
  }

  #readStart(): void {
    const bytes = this.#buffer;
    if (bytes[0] === 70 && bytes[1] === 69 && bytes[2] === 65 && bytes[3] === 49) {
      throw formatError('syntax', 'byte 0', FEATHER);
    }
    this.#isFile = MAGIC.every((byte, i) => bytes[i] === byte);
    this.#state = 'length';
    if (this.#isFile) this.#expect('length', 8);
    else this.#readLength();
  }

  /** A length of 4 bytes after the mark of continuation; or before Arrow 0.15 without the mark. */
  #readLength(): void {
    const view = new DataView(this.#buffer.buffer, 0, 8);
    const marked = view.getUint32(0, true) === CONTINUATION;
    const first = this.#total - this.#filled;
    this.#start = first;
    if (!marked) throw formatError('syntax', `byte ${first}`, first === 0 ? NOT_ARROW : 'an Arrow message is expected');
    const length = view.getUint32(4, true);
    if (length === 0) {
      this.#state = 'over';
      return;
    }
    checkArrowLimit('metadata_bytes', length, `byte ${first}`);
    this.#expect('metadata', length);
  }

  #readMetadata(): void {
    const place = `byte ${this.#start}`;
    const metadata = rootTable(this.#buffer.slice(0, this.#filled), place);
    const header = metadata.table(2);
    if (!header) throw formatError('syntax', place, 'this Arrow message has no header');
    const length = metadata.length(3);
    checkArrowLimit('message_bytes', length, place);
    checkCap(this.#caps, 'bytes', this.#total + length, place);
    this.#message = { kind: metadata.int8(1, 0), version: metadata.int16(0, 0), header, place };
    this.#expect('body', length);
  }

  #finish(): void {
    const message = this.#message;
    const body = this.#buffer.subarray(0, this.#filled);
    this.#buffer = new Uint8Array(1024);
    this.#message = undefined;
    this.#expect('length', 8);
    if (message) this.#handle({ ...message, body });
  }

  #passOver(): void {
    if (!this.#isFile)
      throw formatError('syntax', `byte ${this.#total}`, 'nothing may follow the end of an Arrow stream');
  }

  #expect(state: State, needed: number): void {
    this.#state = state;
    this.#needed = needed;
    this.#filled = 0;
  }

  #append(bytes: Uint8Array): void {
    const end = this.#filled + bytes.length;
    if (end > this.#buffer.length) {
      const room = Math.max(end, Math.min(this.#needed, Math.max(FIRST_BODY, 2 * this.#buffer.length)));
      const larger = new Uint8Array(room);
      larger.set(this.#buffer.subarray(0, this.#filled));
      this.#buffer = larger;
    }
    this.#buffer.set(bytes, this.#filled);
    this.#filled = end;
  }
}
