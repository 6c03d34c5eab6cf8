import {
  type Batch,
  batchType,
  Column,
  type DataType,
  type Field,
  field,
  float64,
  int32,
  list,
  struct,
  Table,
  tableToIPC,
  uint8,
  uint32,
  Version,
} from '@uwdata/flechette';
import { typeOf, type WrittenColumn, type WrittenData, type WrittenField } from '../table/written.ts';

/** The mark that ends a stream. */
export const END_OF_STREAM = Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 0);

const NO_BYTES = new Uint8Array(0);
const TYPES = { float64, int32, uint32, uint8 };

/** A whole Arrow IPC stream: the schema, one record batch unless `rows` is false, and the mark of the end. */
export function encodeStream(
  columns: readonly WrittenData[],
  metadata: ReadonlyMap<string, string>,
  rows: boolean,
): Uint8Array {
  const fields = columns.map(fieldOf);
  const data = columns.map((column, i) => new Column(rows ? [batchOf(column)] : [], fields[i]!.type));
  const schema = { version: Version.V5, endianness: 0 as const, fields, metadata: new Map(metadata) };
  const bytes = tableToIPC(new Table(schema, data), { format: 'stream' });
  if (!bytes) throw new Error('no bytes were written');
  return bytes;
}

function fieldOf(column: WrittenData): Field {
  const type = 'values' in column ? numberType(column.values) : listType(column.records);
  return field(column.name, type, false);
}

const numberType = (values: WrittenColumn): DataType => TYPES[typeOf(values)]();
const recordType = (records: readonly WrittenField[]): DataType => struct(records.map(fieldOf));
const listType = (records: readonly WrittenField[]): DataType => list(field('item', recordType(records), false));

function batchOf(column: WrittenData): Batch<unknown> {
  if ('values' in column) return numberBatch(column.values);
  const { offsets, records } = column;
  const children = records.map(({ values }) => numberBatch(values));
  const items = makeBatch(recordType(records), { length: offsets.at(-1) ?? 0, children });
  return makeBatch(listType(records), {
    length: offsets.length - 1,
    offsets: Int32Array.from(offsets),
    children: [items],
  });
}

const numberBatch = (values: WrittenColumn): Batch<unknown> =>
  makeBatch(numberType(values), { length: values.length, values });

function makeBatch(type: DataType, parts: object): Batch<unknown> {
  const Type: new (options: object) => Batch<unknown> = batchType(type, {});
  return new Type({ nullCount: 0, validity: NO_BYTES, type, ...parts });
}
