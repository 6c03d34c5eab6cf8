import type { ClusterSet, DecaySet, EventSet } from '../../physics/columns.ts';
import { KIND_KEY, type TableKind } from '../table/layout.ts';
import {
  type Annotated,
  annotatedColumns,
  clusterColumns,
  decayColumns,
  emptyTable,
  eventColumns,
  type Metadata,
  noClusters,
  noDecays,
  noEvents,
  signatureOf,
  slicesOf,
  tableColumns,
  type WrittenColumn,
  type WrittenData,
  type WrittenType,
} from '../table/written.ts';
import type { Writer } from '../writer.ts';
import { END_OF_STREAM, encodeStream } from './encode.ts';

/** Rows of one record batch: few enough that readers need little memory, many enough that headers cost nothing. */
const BATCH_ROWS = { lists: 8_192, numbers: 65_536 };

/** Writes sets as one Arrow IPC stream. The schema goes out with the first set, which says what columns there are. */
class ArrowWriter<T> implements Writer<T> {
  readonly #columns: (set: T) => readonly WrittenData[];
  readonly #none: () => T;
  readonly #metadata: ReadonlyMap<string, string>;
  #schema: { bytes: number; signature: string } | undefined;

  constructor(columns: (set: T) => readonly WrittenData[], none: () => T, metadata: Metadata, kind?: TableKind) {
    this.#columns = columns;
    this.#none = none;
    this.#metadata = new Map([...Object.entries(metadata), ...(kind ? [[KIND_KEY, kind] as const] : [])]);
  }

  *write(set: T): Generator<Uint8Array> {
    const columns = this.#columns(set);
    if (!this.#schema) yield* this.#start(columns);
    if (signatureOf(columns) !== this.#schema?.signature) {
      throw new RangeError('all sets of one Arrow stream must have the same columns');
    }
    const rows = columns.some((column) => 'offsets' in column) ? BATCH_ROWS.lists : BATCH_ROWS.numbers;
    for (const part of slicesOf(columns, rows)) {
      const bytes = encodeStream(part, this.#metadata, true);
      yield bytes.subarray(this.#schema.bytes, bytes.length - END_OF_STREAM.length);
    }
  }

  *end(): Generator<Uint8Array> {
    if (!this.#schema) yield* this.#start(this.#columns(this.#none()));
    yield END_OF_STREAM;
  }

  *#start(columns: readonly WrittenData[]): Generator<Uint8Array> {
    const stream = encodeStream(columns, this.#metadata, false);
    const schema = stream.subarray(0, stream.length - END_OF_STREAM.length);
    this.#schema = { bytes: schema.length, signature: signatureOf(columns) };
    yield schema;
  }
}

/** Events, a row each: `particles: list<struct<pdg_id, px, py, pz, E>>`, and `weight` where the sets have it. */
export const arrowEventWriter = (metadata: Metadata = {}): Writer<EventSet> =>
  new ArrowWriter(eventColumns, noEvents, metadata, 'events');

/** Clusters, a row each, with the columns that the sets have. */
export const arrowClusterWriter = (metadata: Metadata = {}): Writer<ClusterSet> =>
  new ArrowWriter(clusterColumns, noClusters, metadata, 'clusters');

/** Decays, an event a row: `clusters` and `particles`, lists of structs; hadrons 2i and 2i + 1 are those of cluster i. */
export const arrowDecayWriter = (metadata: Metadata = {}): Writer<DecaySet> =>
  new ArrowWriter(decayColumns, noDecays, metadata, 'decays');

/** A table of numbers: every set has these columns, all of one length. */
export const arrowTableWriter = <Name extends string>(
  types: Readonly<Record<Name, WrittenType>>,
  metadata: Metadata = {},
): Writer<Readonly<Record<Name, WrittenColumn>>> =>
  new ArrowWriter(tableColumns(types), () => emptyTable(types), metadata);

type Types = Readonly<Record<string, WrittenType>>;

/** Events as `arrowEventWriter` writes them, with a number a row in each of these columns. */
export const arrowAnnotatedEventWriter = (types: Types, metadata: Metadata = {}): Writer<Annotated<EventSet>> =>
  new ArrowWriter(
    annotatedColumns(eventColumns, types),
    () => ({ set: noEvents(), columns: emptyTable(types) }),
    metadata,
    'events',
  );

/** Decays as `arrowDecayWriter` writes them, with a number a row in each of these columns. */
export const arrowAnnotatedDecayWriter = (types: Types, metadata: Metadata = {}): Writer<Annotated<DecaySet>> =>
  new ArrowWriter(
    annotatedColumns(decayColumns, types),
    () => ({ set: noDecays(), columns: emptyTable(types) }),
    metadata,
    'decays',
  );
