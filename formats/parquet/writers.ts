import type { SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
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
  rowsOf,
  signatureOf,
  sliceOf,
  tableColumns,
  typeOf,
  type WrittenColumn,
  type WrittenData,
  type WrittenField,
  type WrittenType,
} from '../table/written.ts';
import type { Writer } from '../writer.ts';

/** Rows of one row group, which is held until it is full: events with their lists, or rows of numbers. */
const GROUP_ROWS = { lists: 16_384, numbers: 131_072 };
/** Records in the lists of one row group, about: events of a thousand particles fill it with fewer rows. */
const GROUP_RECORDS = 32_768;

/** A file that has begun: its columns, and the rows that its row group has so far. */
interface Open {
  writer: ParquetWriter;
  bytes: ByteWriter;
  signature: string;
  names: string[];
  rows: unknown[][];
  groupRows: number;
  /** Records in the lists of these rows. */
  records: number;
}

/** Writes sets as one Parquet file, Snappy-compressed; the footer, and with it the metadata, goes out at the end. */
class ParquetSetWriter<T> implements Writer<T> {
  readonly #columns: (set: T) => readonly WrittenData[];
  readonly #none: () => T;
  readonly #metadata: { key: string; value: string }[];
  #file: Open | undefined;

  constructor(columns: (set: T) => readonly WrittenData[], none: () => T, metadata: Metadata, kind?: TableKind) {
    this.#columns = columns;
    this.#none = none;
    const entries = [...Object.entries(metadata), ...(kind ? [[KIND_KEY, kind] as const] : [])];
    this.#metadata = entries.map(([key, value]) => ({ key, value }));
  }

  *write(set: T): Generator<Uint8Array> {
    const columns = this.#columns(set);
    const file = this.#ensureFile(columns);
    if (signatureOf(columns) !== file.signature) {
      throw new RangeError('all sets of one Parquet file must have the same columns');
    }
    const total = rowsOf(columns);
    for (let start = 0; start < total; ) {
      const most = Math.min(total, start + file.groupRows - file.rows[0]!.length);
      const end = endWithin(columns, start, most, GROUP_RECORDS - file.records);
      file.records += recordsIn(columns, start, end);
      for (const [i, column] of sliceOf(columns, start, end).entries()) appendRows(file.rows[i]!, column);
      start = end;
      if (file.rows[0]!.length === file.groupRows || file.records >= GROUP_RECORDS) yield* flush(file);
    }
  }

  *end(): Generator<Uint8Array> {
    const file = this.#ensureFile(this.#columns(this.#none()));
    yield* flush(file);
    void file.writer.finish();
    yield taken(file.bytes);
  }

  #ensureFile(columns: readonly WrittenData[]): Open {
    this.#file ??= openFile(columns, this.#metadata);
    return this.#file;
  }
}

function openFile(columns: readonly WrittenData[], kvMetadata: { key: string; value: string }[]): Open {
  const bytes = new ByteWriter();
  return {
    bytes,
    writer: new ParquetWriter({ writer: bytes, schema: schemaOf(columns), kvMetadata, createdBy: 'hadronedge' }),
    signature: signatureOf(columns),
    names: columns.map(({ name }) => name),
    rows: columns.map(() => []),
    groupRows: columns.some((column) => 'offsets' in column) ? GROUP_ROWS.lists : GROUP_ROWS.numbers,
    records: 0,
  };
}

/** Ends the row group; nothing where it has no rows. Numbers are stored plainly: a dictionary would take -0 for 0. */
function* flush(file: Open): Generator<Uint8Array> {
  const { writer, bytes, names, rows } = file;
  const count = rows[0]?.length ?? 0;
  if (count === 0) return;
  const columnData = names.map((name, i) => ({ name, data: rows[i]!, encoding: 'PLAIN' as const }));
  // The writer is asynchronous only where its bytes go somewhere that is; these stay in memory.
  void writer.write({ columnData, rowGroupSize: count });
  for (const column of rows) column.length = 0;
  file.records = 0;
  yield taken(bytes);
}

/** Records in the lists of rows `start` up to `end`. */
function recordsIn(columns: readonly WrittenData[], start: number, end: number): number {
  return columns.reduce(
    (sum, column) => sum + ('offsets' in column ? column.offsets[end]! - column.offsets[start]! : 0),
    0,
  );
}

/** Where rows from `start` on come to `room` records, or `most`; one row at least. */
function endWithin(columns: readonly WrittenData[], start: number, most: number, room: number): number {
  let [low, high] = [start + 1, most];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (recordsIn(columns, start, middle) >= room) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The bytes written since the last call. */
function taken(bytes: ByteWriter): Uint8Array {
  const copy = bytes.getBytes().slice();
  bytes.index = 0;
  return copy;
}

function appendRows(rows: unknown[], column: WrittenData): void {
  if ('values' in column) {
    for (const value of column.values) rows.push(value);
    return;
  }
  const { offsets, records } = column;
  for (let r = 0; r + 1 < offsets.length; r++) {
    const list: Record<string, number>[] = [];
    for (let i = offsets[r]!; i < offsets[r + 1]!; i++) {
      const record: Record<string, number> = {};
      for (const { name, values } of records) record[name] = values[i]!;
      list.push(record);
    }
    rows.push(list);
  }
}

const NUMBERS: Record<WrittenType, Omit<SchemaElement, 'name'>> = {
  float64: { type: 'DOUBLE' },
  int32: { type: 'INT32' },
  uint32: { type: 'INT32', converted_type: 'UINT_32' },
  uint8: { type: 'INT32', converted_type: 'UINT_8' },
};

function schemaOf(columns: readonly WrittenData[]): SchemaElement[] {
  const root = { name: 'schema', num_children: columns.length };
  return [root, ...columns.flatMap((column) => ('values' in column ? numberOf(column) : listOf(column)))];
}

const numberOf = ({ name, values }: WrittenField): SchemaElement[] => [
  { name, repetition_type: 'REQUIRED', ...NUMBERS[typeOf(values)] },
];

const listOf = ({ name, records }: { name: string; records: readonly WrittenField[] }): SchemaElement[] => [
  { name, repetition_type: 'REQUIRED', converted_type: 'LIST', logical_type: { type: 'LIST' }, num_children: 1 },
  { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
  { name: 'element', repetition_type: 'REQUIRED', num_children: records.length },
  ...records.flatMap(numberOf),
];

/** Events, a row each, as `arrowEventWriter` writes them. */
export const parquetEventWriter = (metadata: Metadata = {}): Writer<EventSet> =>
  new ParquetSetWriter(eventColumns, noEvents, metadata, 'events');

/** Clusters, a row each, with the columns that the sets have. */
export const parquetClusterWriter = (metadata: Metadata = {}): Writer<ClusterSet> =>
  new ParquetSetWriter(clusterColumns, noClusters, metadata, 'clusters');

/** Decays, an event a row, as `arrowDecayWriter` writes them. */
export const parquetDecayWriter = (metadata: Metadata = {}): Writer<DecaySet> =>
  new ParquetSetWriter(decayColumns, noDecays, metadata, 'decays');

/** A table of numbers: every set has these columns, all of one length. */
export const parquetTableWriter = <Name extends string>(
  types: Readonly<Record<Name, WrittenType>>,
  metadata: Metadata = {},
): Writer<Readonly<Record<Name, WrittenColumn>>> =>
  new ParquetSetWriter(tableColumns(types), () => emptyTable(types), metadata);

type Types = Readonly<Record<string, WrittenType>>;

/** Events as `parquetEventWriter` writes them, with a number a row in each of these columns. */
export const parquetAnnotatedEventWriter = (types: Types, metadata: Metadata = {}): Writer<Annotated<EventSet>> =>
  new ParquetSetWriter(
    annotatedColumns(eventColumns, types),
    () => ({ set: noEvents(), columns: emptyTable(types) }),
    metadata,
    'events',
  );

/** Decays as `parquetDecayWriter` writes them, with a number a row in each of these columns. */
export const parquetAnnotatedDecayWriter = (types: Types, metadata: Metadata = {}): Writer<Annotated<DecaySet>> =>
  new ParquetSetWriter(
    annotatedColumns(decayColumns, types),
    () => ({ set: noDecays(), columns: emptyTable(types) }),
    metadata,
    'decays',
  );
