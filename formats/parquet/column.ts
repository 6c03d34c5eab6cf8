import { formatError } from '../error.ts';
import type { RandomAccess } from '../random-access.ts';
import { halfOf } from '../table/half.ts';
import type { LeafData, NumberArray } from '../table/leaf.ts';
import type { Budget } from './budget.ts';
import { decompressPage } from './codec.ts';
import type { Chunk } from './footer.ts';
import { type PageParts, splitPage, splitPageV2 } from './levels.ts';
import { checkParquetLimit } from './limits.ts';
import { PAGE, PageStream, type RawPage } from './pages.ts';
import type { ParquetLeaf } from './schema.ts';
import type { ValueSource } from './value-source.ts';
import { arrayOf, dictionaryOf, valueSource, widthOf } from './values.ts';

/** Levels that are decoded at a time. */
const BLOCK = 4096;

/** Reads the column chunk of one leaf, as many rows at a time as are asked for, and a page at a time. */
export class ColumnReader {
  readonly #leaf: ParquetLeaf;
  readonly #codec: number;
  readonly #pages: PageStream;
  readonly #budget: Budget;
  readonly #place: string;
  #dictionary: NumberArray | undefined;
  /** The page that is read: its levels and values, and how many entries are left of it. */
  #parts: PageParts | undefined;
  #source: ValueSource | undefined;
  #left = 0;
  /** Levels of the entries that come next. */
  readonly #definition = new Uint8Array(BLOCK);
  readonly #repetition = new Uint8Array(BLOCK);
  #next = 0;
  #end = 0;

  constructor(file: RandomAccess, chunk: Chunk, leaf: ParquetLeaf, budget: Budget, place: string) {
    this.#leaf = leaf;
    this.#codec = chunk.codec;
    this.#pages = new PageStream(file, chunk, place);
    this.#budget = budget;
    this.#place = place;
  }

  /** The next `count` rows, which must be there. */
  async rows(count: number): Promise<LeafData> {
    const rows = new Rows(this.#leaf, count, this.#place);
    while (!rows.full || this.#leaf.maxRepetition > 0) {
      if (this.#next === this.#end && !(await this.#fill())) break;
      const taken = rows.take(this.#definition, this.#repetition, this.#next, this.#end);
      if (taken === 0) break;
      const values = rows.present(this.#definition, this.#next, this.#next + taken);
      this.#budget.addValues(taken * widthOf(this.#leaf.stored), this.#place);
      rows.read(this.#source, this.#definition, this.#next, this.#next + taken, values);
      this.#next += taken;
    }
    if (!rows.full) throw formatError('syntax', this.#place, 'the column has fewer rows than its row group');
    return rows.data();
  }

  /** Throws where the chunk holds more than the rows that were asked for. */
  async expectEnd(): Promise<void> {
    if (this.#next < this.#end || (await this.#fill())) {
      throw formatError('syntax', this.#place, 'the column has more rows than its row group');
    }
  }

  /** Decodes the levels of the next entries; false at the end of the chunk. */
  async #fill(): Promise<boolean> {
    while (this.#left === 0) {
      const page = await this.#pages.next();
      if (!page) return false;
      if (page.type === PAGE.dictionary) await this.#readDictionary(page);
      else if (page.type === PAGE.data || page.type === PAGE.dataV2) await this.#readPage(page);
    }
    const count = Math.min(BLOCK, this.#left);
    const { maxDefinition } = this.#leaf;
    if (this.#parts?.definition) this.#parts.definition.read(this.#definition, 0, count);
    else this.#definition.fill(maxDefinition, 0, count);
    if (this.#parts?.repetition) this.#parts.repetition.read(this.#repetition, 0, count);
    else this.#repetition.fill(0, 0, count);
    this.#left -= count;
    this.#next = 0;
    this.#end = count;
    return true;
  }

  async #readDictionary(page: RawPage): Promise<void> {
    this.#budget.addPage(page.size, this.#place);
    const bytes = await decompressPage(this.#codec, page.bytes, page.size, this.#place);
    this.#dictionary = dictionaryOf(bytes, this.#leaf.stored, page.values, this.#place);
  }

  async #readPage(page: RawPage): Promise<void> {
    this.#budget.addPage(page.size, this.#place);
    this.#parts = page.type === PAGE.data ? await this.#versionOne(page) : await this.#versionTwo(page);
    this.#left = page.values;
    const { values } = this.#parts;
    this.#source = valueSource(page.encoding, values, this.#leaf.stored, this.#dictionary, this.#place);
  }

  async #versionOne(page: RawPage): Promise<PageParts> {
    return splitPage(await decompressPage(this.#codec, page.bytes, page.size, this.#place), this.#leaf, this.#place);
  }

  async #versionTwo(page: RawPage): Promise<PageParts> {
    const parts = splitPageV2(page, this.#leaf, this.#place);
    const size = page.size - page.definitionBytes - page.repetitionBytes;
    const codec = page.compressed ? this.#codec : 0;
    return { ...parts, values: await decompressPage(codec, parts.values, size, this.#place) };
  }
}

/** Gathers the values, nulls and ends of rows. */
class Rows {
  readonly #leaf: ParquetLeaf;
  readonly #count: number;
  readonly #place: string;
  readonly #listed: boolean;
  readonly #offsets: Uint32Array;
  #values: NumberArray;
  #nulls: Uint8Array | undefined;
  #nullLists: Uint8Array | undefined;
  /** Rows that were begun, and entries of `values` that are filled. */
  #rows = 0;
  #length = 0;

  constructor(leaf: ParquetLeaf, count: number, place: string) {
    this.#leaf = leaf;
    this.#count = count;
    this.#place = place;
    this.#listed = leaf.maxRepetition > 0;
    this.#offsets = new Uint32Array(this.#listed ? count + 1 : 1);
    this.#values = arrayOf(leaf.stored, count);
  }

  /** Whether all rows were begun; the last one of a list may go on. */
  get full(): boolean {
    return this.#rows === this.#count;
  }

  /** How many of the entries belong to the rows that are wanted; their rows are counted. */
  take(definition: Uint8Array, repetition: Uint8Array, start: number, end: number): number {
    if (!this.#listed) {
      const taken = Math.min(end - start, this.#count - this.#rows);
      this.#rows += taken;
      return taken;
    }
    let items = this.#length;
    for (let i = start; i < end; i++) {
      if (repetition[i] === 0) {
        if (this.#rows === this.#count) return i - start;
        if (this.#rows > 0) this.#offsets[this.#rows] = items;
        this.#rows++;
        if (definition[i]! < this.#leaf.listFrom) this.#markList(this.#rows - 1);
      } else if (this.#rows === 0) {
        throw formatError('syntax', this.#place, 'the column begins inside a row');
      }
      if (definition[i]! >= this.#leaf.itemFrom) items++;
    }
    return end - start;
  }

  /** How many of the entries have a value. */
  present(definition: Uint8Array, start: number, end: number): number {
    const { maxDefinition } = this.#leaf;
    let count = 0;
    for (let i = start; i < end; i++) if (definition[i] === maxDefinition) count++;
    return count;
  }

  /** Takes the `count` values of the entries, and notes which items have none. */
  read(source: ValueSource | undefined, definition: Uint8Array, start: number, end: number, count: number): void {
    const { maxDefinition, itemFrom } = this.#leaf;
    let items = 0;
    for (let i = start; i < end; i++) if (definition[i]! >= itemFrom) items++;
    this.#makeRoom(this.#length + items);
    if (count > 0) source?.read(this.#values, this.#length, count);
    if (items > count) this.#spread(definition, start, end, maxDefinition, count);
    this.#length += items;
  }

  data(): LeafData {
    if (this.#listed) this.#offsets[this.#count] = this.#length;
    const values = this.#values.subarray(0, this.#length);
    const nulls = this.#nulls?.subarray(0, this.#length);
    return {
      values:
        this.#leaf.stored === 'float16' && values instanceof Uint16Array ? Float32Array.from(values, halfOf) : values,
      ...(nulls && { nulls }),
      ...(this.#listed && { offsets: this.#offsets }),
      ...(this.#nullLists && { nullLists: this.#nullLists }),
    };
  }

  /** Values stand without gaps: from the last one on, each goes to its item, and the items without one are null. */
  #spread(definition: Uint8Array, start: number, end: number, maxDefinition: number, count: number): void {
    this.#nulls ??= new Uint8Array(this.#values.length);
    let from = this.#length + count;
    let to = this.#length;
    for (let i = start; i < end; i++) if (definition[i]! >= this.#leaf.itemFrom) to++;
    for (let i = end - 1; i >= start; i--) {
      if (definition[i]! < this.#leaf.itemFrom) continue;
      to--;
      if (definition[i] === maxDefinition) this.#values[to] = this.#values[--from]!;
      else this.#nulls[to] = 1;
    }
  }

  #markList(row: number): void {
    this.#nullLists ??= new Uint8Array(this.#count);
    this.#nullLists[row] = 1;
  }

  #makeRoom(length: number): void {
    if (length <= this.#values.length) return;
    checkParquetLimit('batch_values', length, this.#place);
    const larger = arrayOf(this.#leaf.stored, Math.max(length, 2 * this.#values.length));
    copyTo(larger, this.#values);
    this.#values = larger;
    if (!this.#nulls) return;
    const nulls = new Uint8Array(larger.length);
    nulls.set(this.#nulls);
    this.#nulls = nulls;
  }
}

/** Copies numbers to a longer array of the same kind, as bytes. */
function copyTo(target: NumberArray, source: NumberArray): void {
  new Uint8Array(target.buffer).set(new Uint8Array(source.buffer, source.byteOffset, source.byteLength));
}
