import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as fc from 'fast-check';
import { FormatError } from '../../formats/error.ts';
import { numberText } from '../../formats/number-text.ts';
import { type Reader, readAll } from '../../formats/reader.ts';
import type { DecaySet, EventSet } from '../../physics/columns.ts';

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Reads a text in one piece. */
export const read = <T>(reader: Reader<T>, text: string | Uint8Array): T =>
  readAll(reader, [typeof text === 'string' ? bytes(text) : text]);

/** The FormatError that a call throws; anything else, or nothing, fails the test. */
export function formatErrorOf(call: () => unknown): FormatError {
  try {
    call();
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
  throw new Error('no FormatError was thrown');
}

/** The faults of the FormatError that a call throws, as `place: rule`. */
export const faultsOf = (call: () => unknown): string[] =>
  formatErrorOf(call).faults.map(({ place, rule }) => `${place}: ${rule}`);

/** The result, or the FormatError; any other exception passes through and fails the test. */
export function resultOf<T>(call: () => T): T | FormatError {
  try {
    return call();
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
}

/** A file of the reference data beside the project, or null where there is none. */
export function referenceFile(name: string): Uint8Array | null {
  const path = resolve(import.meta.dirname, '../../../shared/data', name);
  return existsSync(path) ? readFileSync(path) : null;
}

/** Cuts bytes at sorted places. */
export function chunksAt(all: Uint8Array, places: number[]): Uint8Array[] {
  const cuts = [0, ...places.map((p) => p % (all.length + 1)).toSorted((a, b) => a - b), all.length];
  return cuts.slice(1).map((end, i) => all.slice(cuts[i], end));
}

/** Columns as texts that differ wherever a bit does. */
export function exact(set: object): unknown {
  return Object.fromEntries(
    Object.entries(set)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => [name, ArrayBuffer.isView(value) ? texts(value) : exact(value)]),
  );
}

const texts = (column: ArrayBufferView): string[] => [
  column.constructor.name,
  ...Array.from(column as Float64Array, numberText),
];

/** Any finite float64: subnormal, huge, minus zero. */
export const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
/** An id that has no other meaning in `.dat`. */
export const hadronId = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }).filter((id) => id !== 81 && id !== 88);

const floats = (n: number): fc.Arbitrary<Float64Array> =>
  fc.array(finite, { minLength: n, maxLength: n }).map((a) => Float64Array.from(a));
const ids = (n: number): fc.Arbitrary<Int32Array> =>
  fc.array(hadronId, { minLength: n, maxLength: n }).map((a) => Int32Array.from(a));

const momenta = (n: number) => ({ px: floats(n), py: floats(n), pz: floats(n), E: floats(n) });

const offsetsOf = (sizes: number[]): Uint32Array => {
  const offsets = new Uint32Array(sizes.length + 1);
  sizes.forEach((size, i) => {
    offsets[i + 1] = offsets[i]! + size;
  });
  return offsets;
};

/** Events of `least` or more particles each. */
export const eventSets = (least: number): fc.Arbitrary<EventSet> =>
  fc.array(fc.integer({ min: least, max: 4 }), { maxLength: 4 }).chain((sizes) => {
    const offsets = offsetsOf(sizes);
    const n = offsets.at(-1)!;
    return fc.record({ offsets: fc.constant(offsets), ...momenta(n), pdg_id: ids(n) });
  });

/** Decays as a `.dat` file holds them: constituents all there or (pdg_id 0) all zeros, hadron ids in h1 and h2. */
export const decaySets: fc.Arbitrary<DecaySet> = fc
  .array(fc.integer({ min: 1, max: 3 }), { maxLength: 3 })
  .chain((sizes) => {
    const offsets = offsetsOf(sizes);
    const n = offsets.at(-1)!;
    const pair = { hadrons: fc.record({ ...momenta(2 * n), pdg_id: ids(2 * n) }) };
    return fc
      .record({
        ...pair,
        clusters: fc.record(momenta(n)),
        q1: fc.record({ ...momenta(n), pdg_id: ids(n) }),
        q2: fc.record({ ...momenta(n), pdg_id: ids(n) }),
      })
      .map(({ hadrons, clusters, q1, q2 }) => {
        for (const q of [q1, q2]) {
          for (let i = 0; i < n; i++) if (q.pdg_id[i] === 0) q.px[i] = q.py[i] = q.pz[i] = q.E[i] = 0;
        }
        return {
          offsets,
          hadrons,
          clusters: {
            ...clusters,
            q1_pdg_id: q1.pdg_id,
            q1_px: q1.px,
            q1_py: q1.py,
            q1_pz: q1.pz,
            q1_E: q1.E,
            q2_pdg_id: q2.pdg_id,
            q2_px: q2.px,
            q2_py: q2.py,
            q2_pz: q2.pz,
            q2_E: q2.E,
            h1_pdg_id: hadrons.pdg_id.filter((_, i) => i % 2 === 0),
            h2_pdg_id: hadrons.pdg_id.filter((_, i) => i % 2 === 1),
          },
        };
      });
  });
