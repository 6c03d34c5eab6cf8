import { formatError } from '../error.ts';
import { clusterLayout, decayLayout, eventLayout, kindOf, type TableKind } from '../table/layout.ts';
import { arrowSchema } from './reader.ts';
import { tableColumns } from './schema.ts';

/**
 * What an Arrow stream holds, from the schema that it begins with; undefined where more bytes are needed. Throws
 * FormatError where the bytes are no Arrow stream, or hold nothing that is read here.
 */
export function arrowKind(prefix: Uint8Array): TableKind | undefined {
  const schema = arrowSchema(prefix);
  if (!schema) return undefined;
  const kind = kindOf(tableColumns(schema.fields), schema.metadata);
  if (kind) return kind;
  throw formatError('value', '', 'no column px and no list of records: neither events nor clusters');
}

const LAYOUTS = { events: eventLayout, clusters: clusterLayout, decays: decayLayout };

/** Columns at the top of an Arrow stream that are not read as that kind; none where the bytes end before the schema. */
export function arrowIgnored(prefix: Uint8Array, kind: TableKind): readonly string[] {
  const schema = arrowSchema(prefix);
  return schema ? LAYOUTS[kind](tableColumns(schema.fields)).ignored : [];
}
