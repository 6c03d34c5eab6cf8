import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { RandomAccess } from '../../formats/random-access.ts';
import type { EventSet } from '../../physics/columns.ts';

/** The events of test/fixtures/make_tables.py, made again: the same operations, so the same bits. */
const COUNTS = [3, 0, 2, 1, 4];
const I = Array.from({ length: 10 }, (_, i) => i + 1);
const column = (value: (i: number) => number): Float64Array => Float64Array.from(I, value);

export const momenta = {
  px: column((i) => 0.1 * i),
  py: column((i) => -0.2 * i),
  pz: column((i) => 1 / i),
  E: column((i) => 1.5 * i),
};
export const ids = Int32Array.from(I, (i) => [111, 211, -211][i % 3]!);
export const labels = Uint32Array.of(1, 1, 1, 5, 5, 6, 9, 9, 9, 9);

export const events: EventSet = {
  offsets: Uint32Array.from([0, ...COUNTS].map((_, r) => COUNTS.slice(0, r).reduce((a, b) => a + b, 0))),
  ...momenta,
  pdg_id: ids,
  weight: Float64Array.from(COUNTS, (_, r) => 0.5 * (r + 1)),
};

/** The same without some of its columns. */
export const { weight: _, ...unweighted } = events;
/** Without the event that has no particles, which rows of particles cannot hold. */
export const flatEvents: EventSet = {
  ...events,
  offsets: Uint32Array.of(0, 3, 5, 6, 10),
  weight: Float64Array.of(0.5, 1.5, 2, 2.5),
};
/** As float32 holds the momenta and weights. */
export const narrowEvents: EventSet = {
  ...events,
  px: Float64Array.from(momenta.px, Math.fround),
  py: Float64Array.from(momenta.py, Math.fround),
  pz: Float64Array.from(momenta.pz, Math.fround),
  E: Float64Array.from(momenta.E, Math.fround),
};
/** With energies from a mass of 0.1 i, and no ids. */
export const massEvents: EventSet = {
  ...unweighted,
  pdg_id: new Int32Array(10),
  E: column((i) => Math.sqrt((0.1 * i) ** 2 + (-0.2 * i) ** 2 + (1 / i) ** 2 + (0.1 * i) ** 2)),
};
export const pairEvents: EventSet = { ...unweighted, offsets: Uint32Array.of(0, 2, 4, 6, 8, 10) };

export const fixture = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(resolve(import.meta.dirname, '../fixtures', name)));

/** Bytes in memory as a file; `slices` counts what is asked for. */
export function fileOf(bytes: Uint8Array): RandomAccess & { slices: [number, number][] } {
  const slices: [number, number][] = [];
  return {
    slices,
    byteLength: bytes.length,
    slice: async (start, end) => {
      if (!(start >= 0 && start <= end && end <= bytes.length)) throw new RangeError(`slice ${start}, ${end}`);
      slices.push([start, end]);
      return bytes.slice(start, end).buffer;
    },
  };
}

type Column = Float64Array | Int32Array | Uint32Array | Uint8Array;

/** Sets that follow one another as one: offsets and indices go on. */
export function joinedSets<T extends object>(sets: readonly T[]): T {
  const [first, ...rest] = sets;
  if (!first) throw new Error('no sets');
  return rest.reduce((a, b) => joinTwo(a, b), first);
}

function joinTwo<T extends object>(a: T, b: T): T {
  return Object.fromEntries(
    Object.entries(a).map(([name, value]) => {
      const other = (b as any)[name];
      if (name === 'offsets') {
        const end = value.at(-1)!;
        return [name, Uint32Array.of(...value, ...other.slice(1).map((offset: number) => offset + end))];
      }
      return [name, ArrayBuffer.isView(value) ? joinColumns(value as Column, other) : joinTwo(value, other)];
    }),
  ) as T;
}

function joinColumns(a: Column, b: Column): Column {
  const joined = new (a.constructor as any)(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}

/** All sets of a generator as one. */
export async function collect<T extends object>(sets: AsyncIterable<T>): Promise<T> {
  const all: T[] = [];
  for await (const set of sets) all.push(set);
  return joinedSets(all);
}

export const bytesOf = (pieces: Iterable<Uint8Array>): Uint8Array => new Uint8Array(Buffer.concat([...pieces]));
