import type { ClusterSet, DecaySet, EventSet } from '../../physics/columns.ts';
import { formatError } from '../error.ts';
import type { Caps, Reader } from '../reader.ts';
import { ClusterTable } from '../table/clusters.ts';
import { DecayTable } from '../table/decays.ts';
import { EventTable, type TableReader } from '../table/events.ts';
import { clusterLayout, decayLayout, eventLayout, type Layout } from '../table/layout.ts';
import type { TableColumn } from '../table/schema.ts';
import { readBatch } from './batch.ts';
import { Budget } from './buffers.ts';
import { BatchColumns } from './columns.ts';
import { Dictionaries } from './dictionaries.ts';
import { MESSAGE, type Message, MessageSplitter } from './messages.ts';
import { type ArrowField, type ArrowSchema, readSchema, tableColumns } from './schema.ts';

/** MetadataVersion of Arrow 0.8 and newer. */
const V4 = 3;

/** Some writers of the file format put the schema into its footer only, where a stream does not come to in time. */
const NO_SCHEMA = 'the schema must come first: write an Arrow IPC stream, not a file';

/** A stream whose schema has come. */
interface Open<T> {
  fields: readonly ArrowField[];
  layout: Layout;
  table: TableReader<T>;
  dictionaries: Dictionaries;
}

/** How the rows of a stream become sets of one kind. */
interface Target<T> {
  layout: (columns: readonly TableColumn[], metadata: ReadonlyMap<string, string>) => Layout;
  table: (layout: Layout, caps: Partial<Caps>) => TableReader<T>;
}

/**
 * Reads an Arrow IPC stream (or the stream inside a file of the IPC file format) a record batch at a time, and of each
 * only the columns that the layout names.
 */
class ArrowReader<T> implements Reader<T> {
  readonly #target: Target<T>;
  readonly #caps: Partial<Caps>;
  readonly #budget: Budget;
  readonly #splitter: MessageSplitter;
  #open: Open<T> | undefined;
  #rows = 0;

  constructor(target: Target<T>, caps: Partial<Caps>) {
    this.#target = target;
    this.#caps = caps;
    this.#budget = new Budget(caps);
    this.#splitter = new MessageSplitter((message) => this.#read(message), caps);
  }

  /** Columns at the top that are not read, once the schema has come. */
  get ignored(): readonly string[] {
    return this.#open?.layout.ignored ?? [];
  }

  write(chunk: Uint8Array): void {
    this.#splitter.write(chunk);
  }

  take(): T {
    // Before the schema there are no rows: an empty set, as the other readers give.
    return this.#open ? this.#open.table.take() : this.#target.table({ leaves: [], ignored: [] }, {}).take();
  }

  end(): T {
    this.#splitter.end();
    this.#open?.table.finish();
    return this.take();
  }

  #read(message: Message): void {
    if (message.version < V4)
      throw formatError('value', message.place, 'was written by Arrow before 0.8, which is not read');
    this.#budget.reset();
    if (message.kind === MESSAGE.schema) this.#readSchema(message);
    else if (!this.#open) throw formatError('syntax', message.place, NO_SCHEMA);
    else if (message.kind === MESSAGE.dictionary) this.#open.dictionaries.read(message, this.#budget);
    else if (message.kind === MESSAGE.batch) this.#readRows(message, this.#open);
    else throw formatError('syntax', message.place, 'holds neither a schema nor rows');
  }

  #readSchema({ header, place }: Message): void {
    if (this.#open) throw formatError('syntax', place, 'the schema comes twice');
    const { fields, metadata } = readSchema(header, place);
    const layout = this.#target.layout(tableColumns(fields), metadata);
    const table = this.#target.table(layout, this.#caps);
    this.#open = { fields, layout, table, dictionaries: new Dictionaries(leafFields(fields, layout)) };
  }

  #readRows(message: Message, { fields, layout, table, dictionaries }: Open<T>): void {
    const batch = readBatch(message.header, fields, message, this.#budget);
    const columns = new BatchColumns(batch, dictionaries, this.#budget);
    const leaves = layout.leaves.map((leaf) => columns.leaf(leaf, fields));
    table.push({ first: this.#rows, count: batch.length, leaves });
    this.#rows += batch.length;
  }
}

/** The fields that the leaves of a layout are read from. */
function leafFields(fields: readonly ArrowField[], { leaves }: Layout): ArrowField[] {
  return leaves.flatMap(({ path, listed }) => {
    const top = fields.find(({ name }) => name === path[0]);
    const item = listed ? top?.children[0] : top;
    const field = path.length > 1 ? item?.children.find(({ name }) => name === path[1]) : item;
    return field ? [field] : [];
  });
}

/** Reads events from Arrow; layouts in docs/formats.md. Throws FormatError. */
export class ArrowEventReader extends ArrowReader<EventSet> {
  constructor(caps: Partial<Caps> = {}) {
    super({ layout: eventLayout, table: (layout, caps) => new EventTable(layout, caps) }, caps);
  }
}

/** Reads clusters from Arrow; layouts in docs/formats.md. Throws FormatError. */
export class ArrowClusterReader extends ArrowReader<ClusterSet> {
  constructor(caps: Partial<Caps> = {}) {
    super({ layout: clusterLayout, table: (layout, caps) => new ClusterTable(layout, caps) }, caps);
  }
}

/** Reads clusters with their decays from Arrow; layouts in docs/formats.md. Throws FormatError. */
export class ArrowDecayReader extends ArrowReader<DecaySet> {
  constructor(caps: Partial<Caps> = {}) {
    super({ layout: decayLayout, table: (layout, caps) => new DecayTable(layout, caps) }, caps);
  }
}

/** The schema that a stream begins with; undefined where more bytes are needed. Throws FormatError. */
export function arrowSchema(prefix: Uint8Array): ArrowSchema | undefined {
  let schema: ArrowSchema | undefined;
  const splitter = new MessageSplitter(({ kind, header, place }) => {
    if (!schema && kind !== MESSAGE.schema) throw formatError('syntax', place, NO_SCHEMA);
    schema ??= readSchema(header, place);
  }, {});
  try {
    splitter.write(prefix);
  } catch (error) {
    // What is wrong after the schema is for the reading of the rows to say.
    if (!schema) throw error;
  }
  return schema;
}
