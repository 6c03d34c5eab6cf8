import { formatError } from '../error.ts';
import type { Leaf, LeafData, NumberArray } from '../table/leaf.ts';
import { columnPlace } from '../table/place.ts';
import type { Batch, Position } from './batch.ts';
import type { Budget } from './buffers.ts';
import type { Dictionaries } from './dictionaries.ts';
import { bitsOf, numbersOf } from './numbers.ts';
import { type ArrowField, TYPE } from './schema.ts';

const DAMAGED = 'the offsets of a list are damaged';
const INT32 = { base: 'int', bits: 32 } as const;
const INT64 = { base: 'int', bits: 64 } as const;

interface Lists {
  /** Begins with 0. */
  offsets: Uint32Array;
  /** Where the items begin in the column of items. */
  start: number;
  nullLists: Uint8Array | undefined;
}

/** Decodes the leaves of one batch, and nothing else of it. */
export class BatchColumns {
  readonly #batch: Batch;
  readonly #dictionaries: Dictionaries;
  readonly #budget: Budget;
  /** Lists that several leaves share are decoded once. */
  readonly #lists = new Map<ArrowField, Lists>();

  constructor(batch: Batch, dictionaries: Dictionaries, budget: Budget) {
    this.#batch = batch;
    this.#dictionaries = dictionaries;
    this.#budget = budget;
  }

  /** The data of a leaf among the fields at the top, whose types the layout has checked. */
  leaf(leaf: Leaf, fields: readonly ArrowField[]): LeafData {
    const place = `${this.#batch.place} ${columnPlace(leaf.path)}`;
    const top = fieldOf(fields, leaf.path[0], place);
    if (this.#node(top).length !== this.#batch.length) {
      throw formatError('syntax', place, 'the column and its batch have different lengths');
    }
    if (!leaf.listed) return this.#numbers(top, 0, this.#batch.length, undefined, place);
    const lists = this.#lists.get(top) ?? this.#readLists(top, place);
    this.#lists.set(top, lists);
    const { offsets, start, nullLists } = lists;
    const item = fieldOf(top.children, undefined, place);
    const end = start + (offsets.at(-1) ?? 0);
    const data = item.number
      ? this.#numbers(item, start, end, undefined, place)
      : this.#numbers(
          fieldOf(item.children, leaf.path[1], place),
          start,
          end,
          this.#nulls(item, start, end, place),
          place,
        );
    return { ...data, offsets, ...(nullLists && { nullLists }) };
  }

  #numbers(field: ArrowField, start: number, end: number, outer: Uint8Array | undefined, place: string): LeafData {
    if (this.#node(field).length < end) throw formatError('syntax', place, 'the column is shorter than its lists');
    const { buffer } = this.#position(field);
    const nulls = merged(outer, this.#nulls(field, start, end, place));
    const type = field.dictionary?.index ?? field.number;
    if (!type) throw formatError('value', place, 'must be numbers');
    const bytes = end > start ? this.#batch.buffers.get(buffer + 1, place) : new Uint8Array(0);
    const values: NumberArray = end > start ? numbersOf(bytes, type, start, end, place) : new Float64Array(0);
    if (!field.dictionary) return { values, ...(nulls && { nulls }) };
    return this.#dictionaries.lookUp(field.dictionary.id, values, nulls, this.#budget, place);
  }

  #readLists(field: ArrowField, place: string): Lists {
    const { buffers, length } = this.#batch;
    const nullLists = this.#nulls(field, 0, length, place);
    if (field.type === TYPE.fixedSizeList) return this.#fixedLists(field.listSize ?? 0, length, nullLists, place);
    if (length === 0) return { offsets: new Uint32Array(1), start: 0, nullLists };
    const bytes = buffers.get(this.#position(field).buffer + 1, place);
    const ends = numbersOf(bytes, field.type === TYPE.largeList ? INT64 : INT32, 0, length + 1, place);
    const start = Number(ends[0]);
    const offsets = new Uint32Array(length + 1);
    let before = start;
    for (let r = 0; r <= length; r++) {
      const end = Number(ends[r]);
      if (!(end >= before && end - start <= 0xffffffff)) throw formatError('syntax', place, DAMAGED);
      before = end;
      offsets[r] = end - start;
    }
    if (start < 0) throw formatError('syntax', place, DAMAGED);
    return { offsets, start, nullLists };
  }

  #fixedLists(size: number, length: number, nullLists: Uint8Array | undefined, place: string): Lists {
    if (size < 1) throw formatError('value', place, 'lists of a fixed size must hold one item or more');
    this.#budget.add(4 * (length + 1), place);
    return { offsets: Uint32Array.from({ length: length + 1 }, (_, r) => r * size), start: 0, nullLists };
  }

  /** 1 where an entry is null; undefined where none is. */
  #nulls(field: ArrowField, start: number, end: number, place: string): Uint8Array | undefined {
    const { buffer } = this.#position(field);
    const { length, nullCount } = this.#node(field);
    if (nullCount === 0 || end === start) return undefined;
    if (nullCount > length || !this.#batch.buffers.has(buffer)) {
      throw formatError('syntax', place, 'the column counts nulls that it does not have');
    }
    const nulls = bitsOf(this.#batch.buffers.get(buffer, place), start, end, place);
    let any = 0;
    for (let i = 0; i < nulls.length; i++) any |= nulls[i] = 1 - nulls[i]!;
    return any ? nulls : undefined;
  }

  #position(field: ArrowField): Position {
    const position = this.#batch.positions.get(field);
    if (!position) throw new Error(`no position of ${field.name}`);
    return position;
  }

  #node(field: ArrowField): { length: number; nullCount: number } {
    const { node } = this.#position(field);
    return { length: this.#batch.nodes[2 * node]!, nullCount: this.#batch.nodes[2 * node + 1]! };
  }
}

/** The field of a name, or the first one. */
function fieldOf(fields: readonly ArrowField[], name: string | undefined, place: string): ArrowField {
  const field = name === undefined ? fields[0] : fields.find((candidate) => candidate.name === name);
  if (!field) throw formatError('value', place, 'is missing');
  return field;
}

function merged(a: Uint8Array | undefined, b: Uint8Array | undefined): Uint8Array | undefined {
  if (!a || !b) return a ?? b;
  return a.map((null_, i) => null_ | b[i]!);
}
