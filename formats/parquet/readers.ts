import type { ClusterSet, DecaySet, EventSet } from '../../physics/columns.ts';
import { formatError } from '../error.ts';
import type { RandomAccess } from '../random-access.ts';
import { type Caps, checkCap } from '../reader.ts';
import { ClusterTable } from '../table/clusters.ts';
import { DecayTable } from '../table/decays.ts';
import { EventTable, type TableReader } from '../table/events.ts';
import { clusterLayout, decayLayout, eventLayout, kindOf, type Layout, type TableKind } from '../table/layout.ts';
import type { Leaf, LeafData, TableRows } from '../table/leaf.ts';
import { columnPlace } from '../table/place.ts';
import { Budget } from './budget.ts';
import { ColumnReader } from './column.ts';
import { type Footer, type RowGroup, readFooter } from './footer.ts';
import type { ParquetLeaf } from './schema.ts';
import { widthOf } from './values.ts';

/** Values of a column that are decoded at a time, about. */
const BATCH_VALUES = 65_536;

/** What a file holds, without reading its rows. */
export interface ParquetSummary {
  kind: TableKind;
  rows: number;
  /** Columns at the top that are not read as that kind. */
  ignored: readonly string[];
  /** Key to text, as in the footer. */
  metadata: ReadonlyMap<string, string>;
}

const LAYOUTS = { events: eventLayout, clusters: clusterLayout, decays: decayLayout };

/** What a file holds. Throws FormatError where it is no Parquet file, or holds nothing that is read here. */
export async function parquetSummary(file: RandomAccess): Promise<ParquetSummary> {
  const { columns, rows, metadata } = await readFooter(file);
  const kind = kindOf(columns, metadata);
  if (!kind) throw formatError('value', '', 'no column px and no list of records: neither events nor clusters');
  return { kind, rows, ignored: LAYOUTS[kind](columns).ignored, metadata };
}

/** Whether a file holds events, clusters or decays. Throws FormatError. */
export const parquetKind = async (file: RandomAccess): Promise<TableKind> => (await parquetSummary(file)).kind;

/**
 * Reads events from Parquet, some thousand rows at a time, and only the columns that are needed: memory does not grow
 * with the file nor with its row groups. Layouts in docs/formats.md. Throws FormatError.
 */
export const readParquetEvents = (file: RandomAccess, caps: Partial<Caps> = {}): AsyncGenerator<EventSet> =>
  readSets(file, caps, eventLayout, (layout) => new EventTable(layout, caps));

/** Reads clusters from Parquet, as `readParquetEvents` reads events. Throws FormatError. */
export const readParquetClusters = (file: RandomAccess, caps: Partial<Caps> = {}): AsyncGenerator<ClusterSet> =>
  readSets(file, caps, clusterLayout, (layout) => new ClusterTable(layout, caps));

/** Reads clusters with their decays from Parquet, as `readParquetEvents` reads events. Throws FormatError. */
export const readParquetDecays = (file: RandomAccess, caps: Partial<Caps> = {}): AsyncGenerator<DecaySet> =>
  readSets(file, caps, decayLayout, (layout) => new DecayTable(layout, caps));

async function* readSets<T>(
  file: RandomAccess,
  caps: Partial<Caps>,
  layoutOf: (columns: Footer['columns'], metadata: Footer['metadata']) => Layout,
  tableOf: (layout: Layout) => TableReader<T>,
): AsyncGenerator<T> {
  checkCap(caps, 'bytes', file.byteLength, '');
  const footer = await readFooter(file);
  const layout = layoutOf(footer.columns, footer.metadata);
  const table = tableOf(layout);
  for await (const rows of tableRows(file, footer, layout, caps)) {
    table.push(rows);
    yield table.take();
  }
  table.finish();
  yield table.take();
}

/** The rows of a file, in ranges, the leaves of the layout decoded one after the other. */
async function* tableRows(
  file: RandomAccess,
  footer: Footer,
  layout: Layout,
  caps: Partial<Caps>,
): AsyncGenerator<TableRows> {
  const leaves = layout.leaves.map((leaf) => parquetLeaf(footer, leaf));
  const groups = footer.rowGroups(leaves.map(({ index }) => index));
  checkDeclared(groups, leaves, layout, caps);
  const budget = new Budget(caps);
  let first = 0;
  for (const [g, group] of groups.entries()) {
    const places = layout.leaves.map(({ path }) => `row group ${g} ${columnPlace(path)}`);
    const columns = leaves.map((leaf, i) => new ColumnReader(file, group.chunks[i]!, leaf, budget, places[i]!));
    const step = stepOf(group);
    for (let left = group.rows; left > 0; ) {
      const count = Math.min(step, left);
      const data: LeafData[] = [];
      for (const column of columns) data.push(await column.rows(count));
      yield { first, count, leaves: data };
      first += count;
      left -= count;
    }
    for (const column of columns) await column.expectEnd();
  }
}

/** Refuses what the caps would refuse later, before any page is read. */
function checkDeclared(
  groups: readonly RowGroup[],
  leaves: readonly ParquetLeaf[],
  layout: Layout,
  caps: Partial<Caps>,
): void {
  const rows = groups.reduce((sum, group) => sum + group.rows, 0);
  const listed = (layout.clusters ?? layout.particles)?.listed;
  if (listed) checkCap(caps, 'events', rows, 'footer');
  else checkCap(caps, layout.clusters ? 'clusters' : 'particles', rows, 'footer');
  let bytes = 0;
  for (const group of groups) {
    leaves.forEach((leaf, i) => {
      bytes += Math.max(group.rows, group.chunks[i]!.values) * widthOf(leaf.stored);
    });
  }
  checkCap(caps, 'decompressed', bytes, 'footer');
}

/** Rows that hold about as many values as are decoded at a time. */
function stepOf({ rows, chunks }: RowGroup): number {
  const perRow = Math.max(1, ...chunks.map(({ values }) => values / Math.max(rows, 1)));
  return Math.max(1, Math.floor(BATCH_VALUES / perRow));
}

function parquetLeaf(footer: Footer, { path }: Leaf): ParquetLeaf {
  const column = footer.columns.find(({ name }) => name === path[0]);
  const leaf = column?.leaves.get(path[1] ?? '');
  if (!leaf) throw formatError('value', columnPlace(path), 'must be numbers');
  return leaf;
}
