import { formatError } from '../error.ts';
import type { LeafData, NumberArray } from '../table/leaf.ts';
import { readBatch } from './batch.ts';
import type { Budget } from './buffers.ts';
import type { Message } from './messages.ts';
import { bitsOf, numbersOf } from './numbers.ts';
import type { ArrowField } from './schema.ts';

/** The dictionaries of number columns, as the stream has them at the batch that is read. */
export class Dictionaries {
  /** The fields that are read, by the identifier of their dictionary; dictionaries of others are passed over. */
  readonly #fields: ReadonlyMap<string, ArrowField>;
  readonly #data = new Map<string, LeafData>();

  constructor(fields: readonly ArrowField[]) {
    this.#fields = new Map(fields.flatMap((field) => (field.dictionary ? [[field.dictionary.id, field]] : [])));
  }

  /** Takes a dictionary batch, which replaces the dictionary of its identifier or adds to it. */
  read(message: Message, budget: Budget): void {
    const { header, place } = message;
    const id = header.id(0);
    const field = this.#fields.get(id);
    const inner = header.table(1);
    if (!field?.number || !inner) return;
    const { dictionary: _, ...plain } = field;
    const batch = readBatch(inner, [plain], message, budget);
    const { length } = batch;
    const [nodeLength, nullCount] = batch.nodes;
    if (nodeLength !== length)
      throw formatError('syntax', place, 'the dictionary and its batch have different lengths');
    const values = numbersOf(
      length > 0 ? batch.buffers.get(1, place) : new Uint8Array(0),
      field.number,
      0,
      length,
      place,
    );
    const valid = nullCount ? bitsOf(batch.buffers.get(0, place), 0, length, place) : undefined;
    const nulls = valid?.map((bit) => 1 - bit);
    const next = { values, ...(nulls && { nulls }) };
    const known = this.#data.get(id);
    this.#data.set(id, header.int8(2, 0) === 1 && known ? joined(known, next, budget, place) : next);
  }

  /** The values that indices stand for. */
  lookUp(id: string, indices: NumberArray, nulls: Uint8Array | undefined, budget: Budget, place: string): LeafData {
    const dictionary = this.#data.get(id);
    if (!dictionary) throw formatError('syntax', place, 'its dictionary is missing');
    const { values: entries, nulls: nullEntries } = dictionary;
    budget.add(indices.length * (entries.BYTES_PER_ELEMENT + 1), place);
    const values = emptyLike(entries, indices.length);
    const all = new Uint8Array(indices.length);
    for (let i = 0; i < indices.length; i++) {
      all[i] = nulls?.[i] ?? 0;
      if (all[i] === 1) continue;
      const index = Number(indices[i]);
      const entry = entries[index];
      if (entry === undefined) throw formatError('syntax', place, 'an index lies outside its dictionary');
      values[i] = entry;
      all[i] = nullEntries?.[index] ?? 0;
    }
    return { values, ...((nulls ?? nullEntries) && { nulls: all }) };
  }
}

function joined(a: LeafData, b: LeafData, budget: Budget, place: string): LeafData {
  const length = a.values.length + b.values.length;
  budget.add(length * (a.values.BYTES_PER_ELEMENT + 1), place);
  const values = emptyLike(a.values, length);
  const nulls = new Uint8Array(length);
  [a, b].forEach((part, k) => {
    const start = k * a.values.length;
    for (let i = 0; i < part.values.length; i++) {
      values[start + i] = part.values[i]!;
      nulls[start + i] = part.nulls?.[i] ?? 0;
    }
  });
  return { values, nulls };
}

/** An array of the same kind, seen as one that any number can be written to. */
function emptyLike(array: NumberArray, length: number): NumberArray & Record<number, number | bigint> {
  if (array instanceof Float64Array) return new Float64Array(length);
  if (array instanceof Float32Array) return new Float32Array(length);
  if (array instanceof Int8Array) return new Int8Array(length);
  if (array instanceof Uint8Array) return new Uint8Array(length);
  if (array instanceof Int16Array) return new Int16Array(length);
  if (array instanceof Uint16Array) return new Uint16Array(length);
  if (array instanceof Int32Array) return new Int32Array(length);
  if (array instanceof Uint32Array) return new Uint32Array(length);
  if (array instanceof BigInt64Array) return new BigInt64Array(length);
  return new BigUint64Array(length);
}
