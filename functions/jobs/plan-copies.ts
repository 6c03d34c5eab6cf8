import { ByteBuffer } from '../../formats/byte-buffer.ts';
import type { Piece } from '../../formats/split/piece.ts';
import type { LineFormat } from '../../formats/split/rules.ts';
import { TextSplitter } from '../../formats/split/splitter.ts';
import { ObjectWriter, partBuffer } from '../uploads/object-writer.ts';
import { JOB_CAPS } from './caps.ts';
import { shardKey } from './keys.ts';
import { checkShards, type PlanEnd, type Planning, targetOf } from './planning.ts';
import { decompressed, type StoredSource } from './stored-source.ts';
import type { PlannedShard } from './task.ts';

/** How much longer than its gzip a text of events is at most, about; a shard is so much longer. */
const RATIO = 6;

/** Copies a text into shards while it is decompressed. Shards that a plan before this one told of are not written again. */
export async function planCopies(planning: Planning, source: StoredSource, format: LineFormat): Promise<PlanEnd> {
  const pieces: Piece[] = [];
  const target = targetOf(planning, RATIO * source.bytes);
  const splitter = new TextSplitter(format, target, (piece) => pieces.push(piece), JOB_CAPS);
  const copier = new Copier(planning, format);
  const { chunks, consumed } = decompressed(planning.bucket, source);
  try {
    for await (const chunk of chunks) {
      splitter.write(chunk);
      copier.append(chunk);
      for (const piece of pieces.splice(0)) if (!(await copier.finish(piece, consumed()))) return 'unwanted';
      await copier.copy(splitter.settled);
    }
    splitter.end();
    for (const piece of pieces.splice(0)) if (!(await copier.finish(piece, source.bytes))) return 'unwanted';
    return 'whole';
  } finally {
    await copier.abort();
  }
}

/** Writes the shards, one at a time. */
class Copier {
  readonly #planning: Planning;
  readonly #format: LineFormat;
  /** Bytes of which it is not known yet in which shard they go, and the place of the first. */
  readonly #pending = new ByteBuffer();
  #at = 0;
  readonly #buffer = partBuffer();
  #shards = 0;
  /** Bytes of the source that the shards stand for that were told of: how far a stream is read when a shard ends varies. */
  #accounted: number;
  #writer: ObjectWriter | undefined;

  constructor(planning: Planning, format: LineFormat) {
    this.#planning = planning;
    this.#format = format;
    this.#accounted = planning.state.bytes;
  }

  append(chunk: Uint8Array): void {
    this.#pending.append(chunk, 0, chunk.length);
  }

  /** Copies the text up to a place into the shard that is open. */
  async copy(end: number): Promise<void> {
    const bytes = this.#pending.view();
    const ready = bytes.subarray(0, end - this.#at);
    if (this.#shards >= this.#planning.state.shards) {
      this.#writer ??= new ObjectWriter(this.#planning.bucket, this.#key(), this.#buffer);
      await this.#writer.write(ready);
    }
    const rest = bytes.slice(ready.length);
    this.#at = end;
    this.#pending.clear();
    this.#pending.append(rest, 0, rest.length);
  }

  /** Ends a shard and tells the ledger of it; `consumed` are the bytes of the source that were read so far. */
  async finish(piece: Piece, consumed: number): Promise<boolean> {
    await this.copy(piece.end);
    await this.#writer?.close();
    this.#writer = undefined;
    const place = { key: this.#key(), start: 0, end: piece.end - piece.start, format: this.#format };
    checkShards(++this.#shards);
    if (this.#shards <= this.#planning.state.shards) return true;
    const bytes = Math.max(0, consumed - this.#accounted);
    this.#accounted += bytes;
    const { form: _, ...rest } = piece;
    const shard: PlannedShard = { ...rest, ...place, bytes };
    return this.#planning.record([shard], { shards: this.#shards, bytes: this.#accounted });
  }

  async abort(): Promise<void> {
    await this.#writer?.abort().catch(() => undefined);
  }

  #key(): string {
    return shardKey(this.#planning.job, this.#shards);
  }
}
