import { lz4Frame } from '../compression/lz4.ts';
import { zstdFrames } from '../compression/zstd/frames.ts';
import { formatError } from '../error.ts';
import { type Caps, checkCap } from '../reader.ts';
import { checkArrowLimit } from './limits.ts';

const CODECS = [lz4Frame, zstdFrames];
const CODEC_NAMES = ['LZ4', 'zstd'];
const PREFIX = 8;

/** Counts what becomes of compressed or dictionary-encoded buffers, before memory is taken for it. */
export class Budget {
  readonly #caps: Partial<Caps>;
  #total = 0;
  #message = 0;

  constructor(caps: Partial<Caps>) {
    this.#caps = caps;
  }

  /** A new message begins. */
  reset(): void {
    this.#message = 0;
  }

  add(bytes: number, place: string): void {
    this.#total += bytes;
    this.#message += bytes;
    checkCap(this.#caps, 'decompressed', this.#total, place);
    checkArrowLimit('message_bytes', this.#message, place);
  }
}

/** The buffers of one batch. */
export class Buffers {
  readonly #body: Uint8Array;
  /** Offset and length of each, in turn. */
  readonly #regions: readonly number[];
  readonly #codec: number | undefined;
  readonly #budget: Budget;

  constructor(body: Uint8Array, regions: readonly number[], codec: number | undefined, budget: Budget) {
    this.#body = body;
    this.#regions = regions;
    this.#codec = codec;
    this.#budget = budget;
  }

  /** Whether buffer i is there and not empty. */
  has(i: number): boolean {
    return (this.#regions[2 * i + 1] ?? 0) > 0;
  }

  /** Buffer i, decompressed. */
  get(i: number, place: string): Uint8Array {
    const [offset, length] = [this.#regions[2 * i], this.#regions[2 * i + 1]];
    if (offset === undefined || length === undefined || offset + length > this.#body.length) {
      throw formatError('syntax', place, 'a buffer lies outside its Arrow message');
    }
    const bytes = this.#body.subarray(offset, offset + length);
    return this.#codec === undefined || length === 0 ? bytes : this.#decompress(bytes, this.#codec, place);
  }

  #decompress(bytes: Uint8Array, codec: number, place: string): Uint8Array {
    const decode = CODECS[codec];
    if (!decode) throw formatError('value', place, `compression ${codec} of Arrow is not known`);
    if (bytes.length < PREFIX) throw formatError('syntax', place, 'a compressed buffer is too short');
    const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigInt64(0, true));
    const data = bytes.subarray(PREFIX);
    if (length === -1) return data;
    if (length < 0) throw formatError('syntax', place, 'a compressed buffer declares a negative length');
    this.#budget.add(length, place);
    const output = new Uint8Array(length);
    if (decode(data, output)) return output;
    throw formatError('syntax', place, `the ${CODEC_NAMES[codec]} data of a buffer are damaged`);
  }
}
