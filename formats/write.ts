import { arrowClusterWriter, arrowDecayWriter, arrowEventWriter } from './arrow/writers.ts';
import { encodeDecaysDat, encodeEventsDat } from './dat/encode.ts';
import { encodeDecaysHistoryDat } from './dat/encode-history.ts';
import { FORMAT_NAMES, type Format } from './format.ts';
import { hepmcDecayWriter } from './hepmc3/write-decays.ts';
import { hepmcEventWriter } from './hepmc3/write-events.ts';
import { jsonClusterColumns, jsonDecayColumns, jsonEventColumns } from './json/column-writer.ts';
import { encodeClustersNdjson, encodeDecaysNdjson, encodeEventsNdjson } from './ndjson/encode.ts';
import { parquetClusterWriter, parquetDecayWriter, parquetEventWriter } from './parquet/writers.ts';
import type { SetKind, SetTypes } from './sets.ts';
import { textWriter } from './text-writer.ts';
import type { Writer } from './writer.ts';

/** What can be written: every format, and the second forms of two. `json` is rows. */
export type Form = Format | 'json-columns' | 'dat-history';

export const FORMS: readonly Form[] = [...FORMAT_NAMES, 'json-columns', 'dat-history'];

/** Rows of a JSON array, one a line. */
const ROWS = { open: '[\n', separator: ',\n', close: '\n]\n' };

/** NDJSON lines without their line breaks. */
function* withoutBreaks(lines: Iterable<string>): Generator<string> {
  for (const line of lines) yield line.slice(0, -1);
}

export interface WriteOptions {
  /** Arrow and Parquet: texts that stand beside the schema. */
  metadata?: Record<string, string>;
}

type Writers = { [K in SetKind]: Partial<Record<Form, (options: WriteOptions) => Writer<SetTypes[K]>>> };

const WRITERS: Writers = {
  events: {
    json: () => textWriter((set) => withoutBreaks(encodeEventsNdjson(set)), ROWS),
    'json-columns': jsonEventColumns,
    ndjson: () => textWriter(encodeEventsNdjson),
    dat: () => textWriter(encodeEventsDat),
    hepmc3: () => hepmcEventWriter(),
    arrow: ({ metadata }) => arrowEventWriter(metadata),
    parquet: ({ metadata }) => parquetEventWriter(metadata),
  },
  clusters: {
    json: () => textWriter((set) => withoutBreaks(encodeClustersNdjson(set)), ROWS),
    'json-columns': jsonClusterColumns,
    ndjson: () => textWriter(encodeClustersNdjson),
    arrow: ({ metadata }) => arrowClusterWriter(metadata),
    parquet: ({ metadata }) => parquetClusterWriter(metadata),
  },
  decays: {
    json: () => textWriter((set) => withoutBreaks(encodeDecaysNdjson(set)), ROWS),
    'json-columns': jsonDecayColumns,
    ndjson: () => textWriter(encodeDecaysNdjson),
    dat: () => textWriter(encodeDecaysDat),
    'dat-history': () => textWriter(encodeDecaysHistoryDat),
    hepmc3: () => hepmcDecayWriter(),
    arrow: ({ metadata }) => arrowDecayWriter(metadata),
    parquet: ({ metadata }) => parquetDecayWriter(metadata),
  },
};

/** A writer of one kind of set in one form; undefined where the form has no place for it. */
export function writerOf<K extends SetKind>(
  kind: K,
  form: Form,
  options: WriteOptions = {},
): Writer<SetTypes[K]> | undefined {
  return WRITERS[kind][form]?.(options);
}
