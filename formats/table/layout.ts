import { formatError } from '../error.ts';
import { clusterGroup, type Group, type Place, particleGroup } from './fields.ts';
import type { Leaf } from './leaf.ts';
import { columnPlace } from './place.ts';
import { recordsOf, type TableColumn, typeName } from './schema.ts';

/** What the rows of a table are, where its schema tells. */
export type TableKind = 'events' | 'clusters' | 'decays';

/** The key of the schema's metadata in which our writers say the kind. */
export const KIND_KEY = 'hadronedge.kind';

/** Which columns of a table are read as what. */
export interface Layout {
  /** Every leaf that is read, in the order in which `TableRows.leaves` holds their data. */
  leaves: readonly Leaf[];
  particles?: Group;
  clusters?: Group;
  /** One weight an event; in rows of particles, the same in every row of an event. */
  weight?: Leaf;
  /** The label of the event that a row of particles belongs to. */
  event?: Leaf;
  /** Columns at the top that are not read. */
  ignored: readonly string[];
}

type Columns = readonly TableColumn[];

const find = (columns: Columns, name: string): TableColumn | undefined =>
  columns.find((column) => column.name === name);
const isRecords = (column: TableColumn): boolean => recordsOf(column.type) !== undefined;

/**
 * Events are read from `particles`, a list of records; from lists px, py, pz, … at the top; from rows of particles with
 * `event`; or from the only list of records that there is. Throws FormatError for rows that are clusters.
 */
export function eventLayout(columns: Columns, metadata: ReadonlyMap<string, string> = new Map()): Layout {
  const place = recordPlace(columns, 'particles', 'clusters') ?? topPlace(columns);
  const particles = particleGroup(place);
  const weight = find(columns, 'weight') && numberLeaf(columns, 'weight', 'momentum');
  if (place.form !== 'rows') return layout(columns, { particles, ...(weight && { weight }) });
  if (!find(columns, 'event')) {
    throw formatError('value', columnPlace(['event']), 'is missing: rows of particles must say their event');
  }
  // Rows of clusters have the columns of particles too; read as these they would be scored without a word.
  if (kindOf(columns, metadata) === 'clusters')
    throw formatError('value', '', 'holds clusters, but hadrons are needed');
  const event = numberLeaf(columns, 'event', 'label');
  return layout(columns, { particles, ...(weight && { weight }), event });
}

/** Clusters are read from a row each, or from `clusters` (or the only list of records), where a row is an event. */
export function clusterLayout(columns: Columns): Layout {
  const place = recordPlace(columns, 'clusters', 'particles') ?? topPlace(columns);
  return layout(columns, { clusters: clusterGroup(place) });
}

/** Decays are read from `clusters` and `particles`, both lists of records, and `weight` where it is there. */
export function decayLayout(columns: Columns): Layout {
  const lists = ['clusters', 'particles'].map((list): Place => {
    const fields = recordsOf(find(columns, list)?.type);
    if (!fields) throw formatError('value', columnPlace([list]), 'is missing: must be a list of records');
    return { fields, form: 'records', list };
  });
  const weight = find(columns, 'weight') && numberLeaf(columns, 'weight', 'momentum');
  const parts = { clusters: clusterGroup(lists[0]!), particles: particleGroup(lists[1]!) };
  return layout(columns, { ...parts, ...(weight && { weight }) });
}

/** What a table holds: what its metadata says, or else what its columns look like. */
export function kindOf(columns: Columns, metadata: ReadonlyMap<string, string>): TableKind | undefined {
  const said = metadata.get(KIND_KEY);
  if (said === 'events' || said === 'clusters' || said === 'decays') return said;
  const has = (name: string): boolean => find(columns, name) !== undefined;
  const lists = columns.filter(isRecords).map(({ name }) => name);
  if (lists.includes('particles')) return lists.includes('clusters') ? 'decays' : 'events';
  if (lists.includes('clusters')) return 'clusters';
  const px = find(columns, 'px')?.type;
  if (!px) return lists.length === 1 ? 'events' : undefined;
  if (px.kind === 'list') return 'events';
  if (has('q1_pdg_id') || has('q1_px') || has('h1_pdg_id')) return 'clusters';
  return has('event') ? 'events' : 'clusters';
}

/** The list of records by its name, or the only one where no column px stands at the top; never the one named `not`. */
function recordPlace(columns: Columns, name: string, not: string): Place | undefined {
  const named = find(columns, name);
  if (named) return placeIn(named);
  if (find(columns, 'px')) return undefined;
  const lists = columns.filter((column) => column.name !== not && isRecords(column));
  if (lists.length > 1) {
    const names = lists.map((list) => list.name.slice(0, 64)).slice(0, 5);
    throw formatError(
      'value',
      columnPlace([name]),
      `is missing, and there are ${lists.length} lists: ${names.join(', ')}`,
    );
  }
  return lists[0] && placeIn(lists[0]);
}

function placeIn(column: TableColumn): Place {
  const fields = recordsOf(column.type);
  if (fields) return { fields, form: 'records', list: column.name };
  throw formatError('value', columnPlace([column.name]), `must be a list of records, not ${typeName(column.type)}`);
}

function topPlace(columns: Columns): Place {
  return { fields: columns, form: find(columns, 'px')?.type.kind === 'list' ? 'lists' : 'rows' };
}

function numberLeaf(columns: Columns, name: string, kind: 'momentum' | 'label'): Leaf {
  const type = find(columns, name)?.type;
  if (type?.kind === 'number') return { path: [name], listed: false, kind };
  throw formatError('value', columnPlace([name]), `must be numbers${type ? `, not ${typeName(type)}` : ''}`);
}

function layout(columns: Columns, parts: Omit<Layout, 'leaves' | 'ignored'>): Layout {
  const { particles, clusters, weight, event } = parts;
  const leaves = [...(clusters?.leaves.values() ?? []), ...(particles?.leaves.values() ?? [])];
  if (weight) leaves.push(weight);
  if (event) leaves.push(event);
  const read = new Set(leaves.map(({ path }) => path[0]));
  const names = columns.map(({ name }) => name).filter((name) => read.has(name));
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw formatError('value', columnPlace([twice]), 'stands in the schema twice');
  return { ...parts, leaves, ignored: columns.map(({ name }) => name).filter((name) => !read.has(name)) };
}
