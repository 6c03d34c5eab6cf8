import { formatError } from '../error.ts';
import type { RandomAccess } from '../random-access.ts';
import { checkParquetLimit } from './limits.ts';
import { type ParquetColumn, parquetColumns, readElements } from './schema.ts';
import { ThriftReader } from './thrift.ts';

const TAIL = 8;
const MAGIC = 'PAR1';
const ENCRYPTED = 'PARE';

/** Where the bytes of one column in one row group stand, and how many values they hold. */
export interface Chunk {
  codec: number;
  values: number;
  start: number;
  end: number;
}

export interface RowGroup {
  rows: number;
  /** Chunks of the leaves asked for, in their order. */
  chunks: Chunk[];
}

/** The metadata of a file: its schema, and its row groups to be read one after another. */
export class Footer {
  readonly columns: readonly ParquetColumn[];
  readonly rows: number;
  readonly metadata: ReadonlyMap<string, string>;
  /** Where the footer begins; all pages stand before it. */
  readonly start: number;
  readonly #bytes: Uint8Array;
  readonly #groups: number;

  constructor(bytes: Uint8Array, start: number) {
    this.#bytes = bytes;
    this.start = start;
    const thrift: ThriftReader = new ThriftReader(bytes, 'footer');
    const metadata = new Map<string, string>();
    const found = { rows: -1, groups: -1 };
    let columns: ParquetColumn[] | undefined;
    thrift.root((id) => {
      if (id === 2) columns = parquetColumns(readElements(thrift));
      else if (id === 3) found.rows = thrift.count();
      else if (id === 4) found.groups = thrift.position;
      else if (id === 5) thrift.list(() => readEntry(thrift, metadata));
    });
    if (!columns || found.rows < 0 || found.groups < 0) thrift.fail();
    this.columns = columns;
    this.rows = found.rows;
    this.#groups = found.groups;
    this.metadata = metadata;
  }

  /** The row groups, of which only the chunks of these leaves (by index) are kept. */
  rowGroups(leaves: readonly number[]): RowGroup[] {
    const thrift = new ThriftReader(this.#bytes, 'footer', this.#groups);
    const groups: RowGroup[] = [];
    thrift.listHere(() => groups.push(this.#rowGroup(thrift, leaves, `row group ${groups.length}`)));
    const rows = groups.reduce((sum, group) => sum + group.rows, 0);
    if (rows !== this.rows)
      throw formatError('syntax', 'footer', 'the row groups do not add up to the rows of the file');
    return groups;
  }

  #rowGroup(thrift: ThriftReader, leaves: readonly number[], place: string): RowGroup {
    const chunks = new Map<number, Chunk>();
    let rows = -1;
    thrift.struct((id) => {
      if (id === 3) rows = thrift.count();
      if (id !== 1) return;
      thrift.list((index) => {
        if (leaves.includes(index)) chunks.set(index, this.#chunk(thrift, place));
      });
    });
    const wanted = leaves.map((leaf) => chunks.get(leaf));
    if (rows < 0 || wanted.includes(undefined)) thrift.fail();
    return { rows, chunks: wanted.filter((chunk) => chunk !== undefined) };
  }

  #chunk(thrift: ThriftReader, place: string): Chunk {
    const found = { codec: 0, values: -1, size: -1, data: -1, dictionary: 0, elsewhere: false, encrypted: false };
    thrift.struct((id) => {
      if (id === 1) found.elsewhere = true;
      if (id === 8) found.encrypted = true;
      if (id !== 3) return;
      thrift.struct((field) => {
        if (field === 4) found.codec = thrift.count();
        else if (field === 5) found.values = thrift.count();
        else if (field === 7) found.size = thrift.count();
        else if (field === 9) found.data = thrift.count();
        else if (field === 11) found.dictionary = thrift.count();
      });
    });
    if (found.elsewhere) throw formatError('value', place, 'has columns in another file, which is not read');
    if (found.encrypted) throw formatError('value', place, 'is encrypted, which is not read');
    const start = found.dictionary > 0 ? Math.min(found.dictionary, found.data) : found.data;
    const end = start + found.size;
    if (found.values < 0 || found.size < 0 || start < MAGIC.length || end > this.start) {
      throw formatError('syntax', place, 'a column lies outside its file (is the file cut short?)');
    }
    return { codec: found.codec, values: found.values, start, end };
  }
}

function readEntry(thrift: ThriftReader, metadata: Map<string, string>): void {
  const entry = { key: '', value: '' };
  thrift.struct((id) => {
    if (id === 1) entry.key = thrift.text();
    else if (id === 2) entry.value = thrift.text();
  });
  metadata.set(entry.key, entry.value);
}

/** Reads the footer of a file. Throws FormatError. */
export async function readFooter(file: RandomAccess): Promise<Footer> {
  const { byteLength } = file;
  const place = 'footer';
  if (byteLength < MAGIC.length + TAIL) throw formatError('syntax', '', 'is no Parquet file: it is too short');
  const head = textOf(new Uint8Array(await file.slice(0, MAGIC.length)));
  const tail = new Uint8Array(await file.slice(byteLength - TAIL, byteLength));
  const mark = textOf(tail.subarray(4));
  if (mark === ENCRYPTED || head === ENCRYPTED)
    throw formatError('value', '', 'is an encrypted Parquet file, which is not read');
  if (head !== MAGIC) throw formatError('syntax', '', 'is no Parquet file: it does not begin with PAR1');
  if (mark !== MAGIC) throw formatError('syntax', '', 'does not end with PAR1 (is the file cut short?)');
  const length = new DataView(tail.buffer, tail.byteOffset).getUint32(0, true);
  const start = byteLength - TAIL - length;
  if (start < MAGIC.length) throw formatError('syntax', place, 'declares more bytes than the file has');
  checkParquetLimit('footer_bytes', length, place);
  return new Footer(new Uint8Array(await file.slice(start, byteLength - TAIL)), start);
}

const textOf = (bytes: Uint8Array): string => String.fromCharCode(...bytes);
