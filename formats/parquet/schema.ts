import { formatError } from '../error.ts';
import type { ColumnType, TableColumn } from '../table/schema.ts';
import { checkParquetLimit } from './limits.ts';
import type { ThriftReader } from './thrift.ts';

/** Physical types by their number (parquet.thrift, enum Type). */
export const PHYSICAL = { boolean: 0, int32: 1, int64: 2, int96: 3, float: 4, double: 5, bytes: 6, fixed: 7 } as const;

/** How the numbers of a leaf are stored. */
export type Stored = 'bool' | 'int32' | 'uint32' | 'int64' | 'uint64' | 'float16' | 'float32' | 'float64';

/** A column of numbers, with what its levels mean (Dremel; https://parquet.apache.org/docs/file-format/nestedencoding). */
export interface ParquetLeaf {
  /** Index among all leaves of the schema: that of its chunk in a row group. */
  index: number;
  stored: Stored;
  maxDefinition: number;
  /** 1 in a list, 0 outside. */
  maxRepetition: number;
  /** In a list: below this definition level the list is null. */
  listFrom: number;
  /** In a list: from this definition level on there is an item. */
  itemFrom: number;
}

export interface ParquetColumn extends TableColumn {
  /** Leaves by the name of their field in records; '' for numbers and lists of numbers. */
  leaves: ReadonlyMap<string, ParquetLeaf>;
}

interface Element {
  name: string;
  physical: number | undefined;
  repetition: number;
  children: number;
  converted: number | undefined;
  width: number;
  /** The member of the union LogicalType. */
  logical: number | undefined;
  unsigned: boolean;
}

const REQUIRED = 0;
const REPEATED = 2;
const CONVERTED = { list: 3, uint8: 11, uint64: 14, int8: 15, int64: 18 } as const;
const LOGICAL = { list: 3, integer: 10, float16: 15 } as const;

/** Reads the elements of the schema, in the order of a walk through its tree. */
export function readElements(thrift: ThriftReader): Element[] {
  const elements: Element[] = [];
  thrift.list(() => {
    checkParquetLimit('columns', elements.length + 1, 'footer');
    elements.push(readElement(thrift));
  });
  return elements;
}

function readElement(thrift: ThriftReader): Element {
  const element: Element = {
    name: '',
    physical: undefined,
    repetition: REQUIRED,
    children: 0,
    converted: undefined,
    width: 0,
    logical: undefined,
    unsigned: false,
  };
  thrift.struct((id) => {
    if (id === 1) element.physical = thrift.count();
    else if (id === 2) element.width = thrift.count();
    else if (id === 3) element.repetition = thrift.count();
    else if (id === 4) element.name = thrift.text();
    else if (id === 5) element.children = thrift.count();
    else if (id === 6) element.converted = thrift.count();
    else if (id === 10) readLogical(thrift, element);
  });
  return element;
}

function readLogical(thrift: ThriftReader, element: Element): void {
  thrift.struct((id) => {
    element.logical = id;
    if (id !== LOGICAL.integer) return;
    thrift.struct((field) => {
      if (field === 2) element.unsigned = !thrift.boolean();
    });
  });
}

/** Definition and repetition levels on the way from the root to an element. */
interface Levels {
  definition: number;
  repetition: number;
  listFrom: number;
  itemFrom: number;
}

/** Makes columns of the elements. Throws a `syntax` error where they make no tree. */
export function parquetColumns(elements: readonly Element[]): ParquetColumn[] {
  return new SchemaWalk(elements).columns();
}

class SchemaWalk {
  readonly #elements: readonly Element[];
  #next = 0;
  #leaves = 0;

  constructor(elements: readonly Element[]) {
    this.#elements = elements;
  }

  columns(): ParquetColumn[] {
    const root = this.#take();
    const columns: ParquetColumn[] = [];
    for (let i = 0; i < root.children; i++) {
      const leaves = new Map<string, ParquetLeaf>();
      const name = this.#elements[this.#next]?.name ?? '';
      columns.push({ name, type: this.#column(leaves), leaves });
    }
    if (this.#next !== this.#elements.length) this.#fail();
    return columns;
  }

  #column(leaves: Map<string, ParquetLeaf>): ColumnType {
    return this.#type({ definition: 0, repetition: 0, listFrom: 0, itemFrom: 0 }, [], leaves);
  }

  /** The type of the next element and of those inside it. `path`: names of record fields on the way. */
  #type(outer: Levels, path: readonly string[], leaves: Map<string, ParquetLeaf>): ColumnType {
    checkParquetLimit('depth', path.length + outer.repetition + 1, 'footer');
    const element = this.#take();
    const levels = { ...outer, definition: outer.definition + (element.repetition === REQUIRED ? 0 : 1) };
    if (element.repetition === REPEATED) {
      return { kind: 'list', item: this.#inside(element, listLevels(outer), path, leaves) };
    }
    if (this.#isList(element)) return this.#list(levels, path, leaves);
    return this.#inside(element, levels, path, leaves);
  }

  /** The group of a list has been taken; the repeated element that it holds is next. */
  #list(outer: Levels, path: readonly string[], leaves: Map<string, ParquetLeaf>): ColumnType {
    const repeated = this.#take();
    const levels = listLevels(outer);
    const named = repeated.name === 'array' || repeated.name.endsWith('_tuple');
    // Older writers repeat the item itself; the rules are those of parquet-format, LogicalTypes.md.
    const isItem = repeated.children !== 1 || named;
    return {
      kind: 'list',
      item: isItem ? this.#inside(repeated, levels, path, leaves) : this.#type(levels, path, leaves),
    };
  }

  /** What an element is, its repetition aside: numbers or a record. */
  #inside(element: Element, levels: Levels, path: readonly string[], leaves: Map<string, ParquetLeaf>): ColumnType {
    if (element.children === 0) return this.#leaf(element, levels, path, leaves);
    const fields: TableColumn[] = [];
    for (let i = 0; i < element.children; i++) {
      const name = this.#elements[this.#next]?.name ?? '';
      fields.push({ name, type: this.#type(levels, [...path, name], leaves) });
    }
    return { kind: 'record', fields };
  }

  #leaf(element: Element, levels: Levels, path: readonly string[], leaves: Map<string, ParquetLeaf>): ColumnType {
    const index = this.#leaves++;
    const stored = storedAs(element);
    if (!stored) return { kind: 'other', name: element.physical === undefined ? 'nothing' : 'no numbers' };
    const { definition, repetition, listFrom, itemFrom } = levels;
    const key = path.join('\0');
    if (path.length <= 1 && repetition <= 1 && !leaves.has(key)) {
      leaves.set(key, { index, stored, maxDefinition: definition, maxRepetition: repetition, listFrom, itemFrom });
    }
    return { kind: 'number', name: stored };
  }

  #isList({ converted, logical, children }: Element): boolean {
    const says = converted === CONVERTED.list || logical === LOGICAL.list;
    return says && children === 1 && this.#elements[this.#next]?.repetition === REPEATED;
  }

  #take(): Element {
    const element = this.#elements[this.#next++];
    if (!element) this.#fail();
    return element;
  }

  #fail(): never {
    throw formatError('syntax', 'footer', 'the schema of this Parquet file is damaged');
  }
}

function listLevels({ definition, repetition }: Levels): Levels {
  return { definition: definition + 1, repetition: repetition + 1, listFrom: definition, itemFrom: definition + 1 };
}

/** How the numbers of an element are stored; undefined where it holds dates, decimals, text or the like. */
function storedAs({ physical, converted, logical, width, unsigned }: Element): Stored | undefined {
  if (physical === PHYSICAL.fixed) return logical === LOGICAL.float16 && width === 2 ? 'float16' : undefined;
  const isInteger = logical === LOGICAL.integer || (converted ?? 0) >= CONVERTED.uint8;
  const plain =
    (logical === undefined && converted === undefined) || (isInteger && (converted ?? 11) <= CONVERTED.int64);
  if (!plain) return undefined;
  const isUnsigned =
    unsigned || (converted !== undefined && converted <= CONVERTED.uint64 && converted >= CONVERTED.uint8);
  if (physical === PHYSICAL.int32) return isUnsigned ? 'uint32' : 'int32';
  if (physical === PHYSICAL.int64) return isUnsigned ? 'uint64' : 'int64';
  if (physical === PHYSICAL.boolean) return 'bool';
  if (physical === PHYSICAL.float) return 'float32';
  return physical === PHYSICAL.double ? 'float64' : undefined;
}
