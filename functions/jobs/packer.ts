import type { Writer } from '../../formats/writer.ts';
import { ObjectWriter, partBuffer } from '../uploads/object-writer.ts';
import { shardKey } from './keys.ts';
import { checkShards, type Planning } from './planning.ts';
import type { PlannedShard } from './task.ts';

interface OpenShard<T> {
  writer: Writer<T>;
  object: ObjectWriter;
  bytes: number;
  rows: number;
  size: number;
}

/** Writes shards one after the other, as Arrow. Those that an earlier plan told of are only counted through. */
export class Packer<T> {
  readonly #planning: Planning;
  readonly #writer: () => Writer<T>;
  readonly #buffer = partBuffer();
  #open: OpenShard<T> | undefined;
  #shards = 0;
  #rows = 0;
  /** Bytes of the source that the shards stand for that were told of. */
  #accounted: number;

  constructor(planning: Planning, writer: () => Writer<T>) {
    this.#planning = planning;
    this.#writer = writer;
    this.#accounted = planning.state.bytes;
  }

  /** Size of the shard that is open. */
  get size(): number {
    return this.#open?.size ?? 0;
  }

  /** Adds rows of some size to the shard that is open, or opens one. */
  async write(set: T, rows: number, size: number): Promise<void> {
    this.#open ??= this.#next();
    this.#open.rows += rows;
    this.#open.size += size;
    await this.#put(this.#open, this.#open.writer.write(set));
  }

  /** Ends the shard that is open, if one is, and tells the ledger of it; false where it is not wanted. */
  async end(consumed: number): Promise<boolean> {
    const open = this.#open;
    if (!open) return true;
    await this.#put(open, open.writer.end());
    const known = this.#known;
    if (known) await open.object.abort();
    else await open.object.close();
    const place = { key: this.#key, start: 0, end: open.bytes, format: 'arrow' as const, lead: '', tail: '', line: 1 };
    const first = this.#rows;
    this.#open = undefined;
    this.#rows += open.rows;
    checkShards(++this.#shards);
    if (known) return true;
    const bytes = Math.max(0, consumed - this.#accounted);
    this.#accounted += bytes;
    const shard: PlannedShard = { ...place, first, events: open.rows, bytes };
    return this.#planning.record([shard], { shards: this.#shards, bytes: this.#accounted });
  }

  async abort(): Promise<void> {
    await this.#open?.object.abort().catch(() => undefined);
  }

  #next(): OpenShard<T> {
    const object = new ObjectWriter(this.#planning.bucket, this.#key, this.#buffer);
    return { writer: this.#writer(), object, bytes: 0, rows: 0, size: 0 };
  }

  async #put(open: OpenShard<T>, parts: Iterable<Uint8Array>): Promise<void> {
    for (const part of parts) {
      open.bytes += part.length;
      if (!this.#known) await open.object.write(part);
    }
  }

  get #known(): boolean {
    return this.#shards < this.#planning.state.shards;
  }

  get #key(): string {
    return shardKey(this.#planning.job, this.#shards);
  }
}
