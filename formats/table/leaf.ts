/** What the numbers of a column are for; says which values it may hold. */
export type LeafKind = 'momentum' | 'mass' | 'id' | 'flag' | 'index' | 'label';

/** One column of numbers that a layout needs: at the top of a table, in a list, or in the records of a list. */
export interface Leaf {
  /** Names from the top of the table: `['px']`, or `['particles', 'px']` for a field of records. */
  path: readonly string[];
  /** Whether the top column is a list. */
  listed: boolean;
  kind: LeafKind;
}

/** Arrays that numbers come in. A truth value is 0 or 1 in a Uint8Array. */
export type NumberArray =
  | Float64Array
  | Float32Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

/** The numbers of a leaf in a range of rows; the memory is theirs, nobody else writes to it. */
export interface LeafData {
  values: NumberArray;
  /** 1 where a value, or the record that it is in, is null; absent where none is. */
  nulls?: Uint8Array;
  /** For a listed leaf: the values of row r stand at offsets[r] up to offsets[r + 1]; begins with 0. */
  offsets?: Uint32Array;
  /** For a listed leaf: 1 where the list itself is null; absent where none is. */
  nullLists?: Uint8Array;
}

/** A range of rows: the data of the leaves of a layout, in their order. */
export interface TableRows {
  /** Index of the first row in the table. */
  first: number;
  count: number;
  leaves: readonly LeafData[];
}

/** A leaf with its data. */
export interface Filled {
  leaf: Leaf;
  data: LeafData;
}
