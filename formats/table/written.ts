import type { ClusterSet, DecaySet, EventSet, ParticleColumns } from '../../physics/columns.ts';
import { CLUSTER_COLUMNS } from '../fields.ts';

/** Text by key that a file carries beside its columns. */
export type Metadata = Readonly<Record<string, string>>;

/** Columns that are written. */
export type WrittenColumn = Float64Array | Int32Array | Uint32Array | Uint8Array;
/** How their numbers are stored. */
export type WrittenType = 'float64' | 'int32' | 'uint32' | 'uint8';

export interface WrittenField {
  name: string;
  values: WrittenColumn;
}

/** A column of a table to be written: its numbers, or lists of records with the columns of these; nothing is null. */
export type WrittenData = WrittenField | { name: string; offsets: Uint32Array; records: readonly WrittenField[] };

export const typeOf = (values: WrittenColumn): WrittenType => {
  if (values instanceof Float64Array) return 'float64';
  if (values instanceof Int32Array) return 'int32';
  return values instanceof Uint32Array ? 'uint32' : 'uint8';
};

/** An empty column of a type. */
export function emptyColumn(type: WrittenType): WrittenColumn {
  switch (type) {
    case 'float64':
      return new Float64Array(0);
    case 'int32':
      return new Int32Array(0);
    case 'uint32':
      return new Uint32Array(0);
    default:
      return new Uint8Array(0);
  }
}

/** The columns of a table in the order of their types. */
export const tableColumns =
  <Name extends string>(types: Readonly<Record<Name, WrittenType>>) =>
  (table: Readonly<Record<Name, WrittenColumn>>): WrittenData[] =>
    namesOf(types).map((name) => ({ name, values: table[name] }));

/** A table of these columns without rows. */
export const emptyTable = <Name extends string>(
  types: Readonly<Record<Name, WrittenType>>,
): Record<Name, WrittenColumn> => {
  const table: Partial<Record<Name, WrittenColumn>> = {};
  for (const name of namesOf(types)) table[name] = emptyColumn(types[name]);
  return table as Record<Name, WrittenColumn>;
};

const namesOf = <Name extends string>(types: Readonly<Record<Name, WrittenType>>): Name[] =>
  Object.keys(types) as Name[];

/** Names and types of columns, as a text that is the same for tables that can follow one another. */
export const signatureOf = (columns: readonly WrittenData[]): string =>
  JSON.stringify(
    columns.map((column) =>
      'values' in column
        ? [column.name, typeOf(column.values)]
        : [column.name, column.records.map(({ name, values }) => [name, typeOf(values)])],
    ),
  );

export const rowsOf = (columns: readonly WrittenData[]): number => {
  const [first] = columns;
  if (!first) return 0;
  return 'values' in first ? first.values.length : first.offsets.length - 1;
};

/** Rows `start` up to `end`, without a copy of the numbers. */
export function sliceOf(columns: readonly WrittenData[], start: number, end: number): WrittenData[] {
  return columns.map((column) => {
    if ('values' in column) return { name: column.name, values: column.values.subarray(start, end) };
    const { name, offsets, records } = column;
    const [first, last] = [offsets[start]!, offsets[end]!];
    return {
      name,
      offsets: offsets.subarray(start, end + 1).map((offset) => offset - first),
      records: records.map((field) => ({ name: field.name, values: field.values.subarray(first, last) })),
    };
  });
}

/** Tables of at most `rows` rows, so that whoever reads them needs little memory; none where there are no rows. */
export function* slicesOf(columns: readonly WrittenData[], rows: number): Generator<WrittenData[]> {
  const total = rowsOf(columns);
  for (let start = 0; start < total; start += rows) yield sliceOf(columns, start, Math.min(start + rows, total));
}

/** Events as `particles: list<record<pdg_id, px, py, pz, E>>`, and `weight` where the set has it. */
export function eventColumns(events: EventSet): WrittenData[] {
  const particles = { name: 'particles', offsets: events.offsets, records: particleFields(events) };
  return events.weight ? [particles, { name: 'weight', values: events.weight }] : [particles];
}

/** Clusters as a row each, with the columns that the set has. */
export function clusterColumns(clusters: ClusterSet): WrittenField[] {
  return CLUSTER_COLUMNS.flatMap((name) => {
    const values = clusters[name];
    return values ? [{ name, values }] : [];
  });
}

/** Decays as `clusters` and `particles`, both lists of records: hadrons 2i and 2i + 1 are those of cluster i. `weight` as of events. */
export function decayColumns({ offsets, clusters, hadrons, weight }: DecaySet): WrittenData[] {
  const { event: _, ...columns } = clusters;
  return [
    { name: 'clusters', offsets, records: clusterColumns(columns) },
    { name: 'particles', offsets: offsets.map((offset) => 2 * offset), records: particleFields(hadrons) },
    ...(weight ? [{ name: 'weight', values: weight }] : []),
  ];
}

/** A set with further columns, a number a row: events with their scores are written so. */
export interface Annotated<T> {
  set: T;
  columns: Readonly<Record<string, WrittenColumn>>;
}

/** The columns of a set, and behind them those of a table with as many rows. */
export const annotatedColumns =
  <T>(of: (set: T) => WrittenData[], types: Readonly<Record<string, WrittenType>>) =>
  ({ set, columns }: Annotated<T>): WrittenData[] => [...of(set), ...tableColumns(types)(columns)];

const particleFields = ({ pdg_id, px, py, pz, E }: ParticleColumns): WrittenField[] => [
  { name: 'pdg_id', values: pdg_id },
  { name: 'px', values: px },
  { name: 'py', values: py },
  { name: 'pz', values: pz },
  { name: 'E', values: E },
];

const noParticles = (): ParticleColumns => ({
  px: new Float64Array(0),
  py: new Float64Array(0),
  pz: new Float64Array(0),
  E: new Float64Array(0),
  pdg_id: new Int32Array(0),
});

/** Sets without rows: what an output holds where no set is ever written. */
export const noEvents = (): EventSet => ({ offsets: new Uint32Array(1), ...noParticles() });
export const noClusters = (): ClusterSet => {
  const { pdg_id: _, ...momenta } = noParticles();
  return momenta;
};
export const noDecays = (): DecaySet => ({
  offsets: new Uint32Array(1),
  clusters: noClusters(),
  hadrons: noParticles(),
});
