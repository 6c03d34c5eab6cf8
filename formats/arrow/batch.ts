import { formatError } from '../error.ts';
import { type Budget, Buffers } from './buffers.ts';
import type { FlatTable } from './flatbuffer.ts';
import type { Message } from './messages.ts';
import { type ArrowField, TYPE } from './schema.ts';

/** Where the nodes and buffers of a field stand in a batch. */
export interface Position {
  node: number;
  buffer: number;
}

/** A record batch: its buffers, and where each field at the top has them. */
export interface Batch {
  length: number;
  buffers: Buffers;
  /** Length and null count of each node, in turn. */
  nodes: readonly number[];
  positions: ReadonlyMap<ArrowField, Position>;
  place: string;
}

/** MetadataVersion V5: from it on unions have no validity. */
const V5 = 4;

/** Reads the header of a record batch, or of the batch inside a dictionary batch, over the fields that it holds. */
export function readBatch(header: FlatTable, fields: readonly ArrowField[], message: Message, budget: Budget): Batch {
  const { place, body, version } = message;
  const compression = header.table(3);
  if (compression && compression.int8(1, 0) !== 0)
    throw formatError('value', place, 'the compression method is not known');
  const codec = compression?.int8(0, 0);
  const nodes = header.lengths(1, 2);
  const walk = new Walk(header.lengths(4, 1), version);
  for (const field of fields) walk.enter(field);
  if (nodes.length < 2 * walk.nodes) throw formatError('syntax', place, 'the batch has fewer nodes than its schema');
  const buffers = new Buffers(body, header.lengths(2, 2), codec, budget);
  return { length: header.length(0), buffers, nodes, positions: walk.positions, place };
}

/** Fixed numbers of buffers; the fields inside come after. */
const BUFFERS = new Map<number, number>([
  [TYPE.null, 0],
  [TYPE.struct, 1],
  [TYPE.fixedSizeList, 1],
  [TYPE.runEndEncoded, 0],
  [TYPE.binary, 3],
  [TYPE.utf8, 3],
  [TYPE.largeBinary, 3],
  [TYPE.largeUtf8, 3],
  [TYPE.listView, 3],
  [TYPE.largeListView, 3],
]);

/** Goes through the fields in the order of their buffers, those inside a field after it. */
class Walk {
  readonly positions = new Map<ArrowField, Position>();
  readonly #variadic: readonly number[];
  readonly #version: number;
  nodes = 0;
  #buffers = 0;
  #views = 0;

  constructor(variadic: readonly number[], version: number) {
    this.#variadic = variadic;
    this.#version = version;
  }

  enter(field: ArrowField): void {
    this.positions.set(field, { node: this.nodes++, buffer: this.#buffers });
    if (field.dictionary) {
      this.#buffers += 2;
      return;
    }
    this.#buffers += this.#buffersOf(field);
    for (const child of field.children) this.enter(child);
  }

  #buffersOf({ type, dense = false }: ArrowField): number {
    if (type === TYPE.binaryView || type === TYPE.utf8View) return 2 + (this.#variadic[this.#views++] ?? 0);
    if (type === TYPE.union) return 1 + Number(dense) + Number(this.#version < V5);
    return BUFFERS.get(type) ?? 2;
  }
}
