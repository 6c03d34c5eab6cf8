import { formatError } from '../error.ts';
import { columnPlace } from '../table/place.ts';
import type { ColumnType, TableColumn } from '../table/schema.ts';
import type { FlatTable } from './flatbuffer.ts';
import { checkArrowLimit } from './limits.ts';

/** Types by their number (Schema.fbs, union Type). */
export const TYPE = {
  null: 1,
  int: 2,
  float: 3,
  binary: 4,
  utf8: 5,
  bool: 6,
  decimal: 7,
  date: 8,
  time: 9,
  timestamp: 10,
  interval: 11,
  list: 12,
  struct: 13,
  union: 14,
  fixedSizeBinary: 15,
  fixedSizeList: 16,
  map: 17,
  duration: 18,
  largeBinary: 19,
  largeUtf8: 20,
  largeList: 21,
  runEndEncoded: 22,
  binaryView: 23,
  utf8View: 24,
  listView: 25,
  largeListView: 26,
} as const;

const TYPE_NAMES = new Map<number, string>(
  Object.entries(TYPE).map(([name, number]) => [
    number,
    name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`),
  ]),
);

/** How numbers stand in a buffer. */
export interface NumberType {
  /** `float` of 16, 32, 64 bits, `int` with sign or `uint` without of 8 to 64 bits, `bool` of one. */
  base: 'float' | 'int' | 'uint' | 'bool';
  bits: number;
}

/** A field of the schema; extension types are read as what they are stored as. */
export interface ArrowField {
  name: string;
  type: number;
  children: readonly ArrowField[];
  number?: NumberType;
  /** Items of each list of a fixed-size list. */
  listSize?: number;
  /** Dense unions have a buffer more than sparse ones. */
  dense?: boolean;
  dictionary?: { id: string; index: NumberType };
}

export interface ArrowSchema {
  fields: readonly ArrowField[];
  metadata: ReadonlyMap<string, string>;
}

/** Reads the header of a schema message. */
export function readSchema(header: FlatTable, place: string): ArrowSchema {
  if (header.int16(0, 0) !== 0) throw formatError('value', place, 'numbers must be little-endian');
  const counter = { fields: 0 };
  const fields = readFields(header, 1, 1, counter, place);
  const metadata = new Map<string, string>();
  for (const entry of header.tables(2)) metadata.set(entry.text(0) ?? '', entry.text(1) ?? '');
  return { fields, metadata };
}

function readFields(
  table: FlatTable,
  slot: number,
  depth: number,
  counter: { fields: number },
  place: string,
): ArrowField[] {
  checkArrowLimit('depth', depth, place);
  counter.fields += table.count(slot);
  checkArrowLimit('columns', counter.fields, place);
  const fields: ArrowField[] = [];
  for (const field of table.tables(slot)) fields.push(readField(field, depth, counter, place));
  return fields;
}

function readField(field: FlatTable, depth: number, counter: { fields: number }, place: string): ArrowField {
  const type = field.int8(2, 0);
  const name = field.text(0) ?? '';
  if (!TYPE_NAMES.has(type)) throw formatError('value', columnPlace([name]), `type ${type} of Arrow is not known`);
  const details = field.table(3);
  const children = readFields(field, 5, depth + 1, counter, place);
  const number = numberType(type, details);
  const dictionary = field.table(4);
  const index = dictionary && (numberType(TYPE.int, dictionary.table(1)) ?? { base: 'int', bits: 32 });
  return {
    name,
    type,
    children,
    ...(number && { number }),
    ...(type === TYPE.fixedSizeList && { listSize: details?.int32(0, 0) ?? 0 }),
    ...(type === TYPE.union && { dense: details?.int16(0, 0) === 1 }),
    ...(dictionary && index && { dictionary: { id: dictionary.id(0), index } }),
  };
}

function numberType(type: number, details: FlatTable | undefined): NumberType | undefined {
  if (type === TYPE.bool) return { base: 'bool', bits: 1 };
  if (type === TYPE.float) return { base: 'float', bits: 16 << (details?.int16(0, 0) ?? 0) };
  if (type !== TYPE.int) return undefined;
  return { base: details?.int8(1, 0) === 1 ? 'int' : 'uint', bits: details?.int32(0, 0) ?? 0 };
}

const BITS = { float: [16, 32, 64], int: [8, 16, 32, 64], uint: [8, 16, 32, 64], bool: [1] };

/** Whether the bits of a number are among those that Arrow has. */
export const isNumberType = ({ base, bits }: NumberType): boolean => BITS[base].includes(bits);

/** The fields as layouts are chosen by. */
export const tableColumns = (fields: readonly ArrowField[]): TableColumn[] =>
  fields.map((field) => ({ name: field.name, type: columnType(field) }));

const LISTS: readonly number[] = [TYPE.list, TYPE.largeList, TYPE.fixedSizeList];

function columnType(field: ArrowField): ColumnType {
  const { type, children, number, dictionary } = field;
  const [item] = children;
  if (number && isNumberType(number))
    return { kind: 'number', name: `${number.base}${number.base === 'bool' ? '' : number.bits}` };
  if (dictionary) return { kind: 'other', name: 'dictionary' };
  if (LISTS.includes(type) && children.length === 1 && item) return { kind: 'list', item: columnType(item) };
  if (type === TYPE.struct) return { kind: 'record', fields: tableColumns(children) };
  return { kind: 'other', name: TYPE_NAMES.get(type) ?? 'unknown' };
}
