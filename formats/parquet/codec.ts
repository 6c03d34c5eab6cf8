import { gunzip } from '../compression/gzip.ts';
import { lz4Block } from '../compression/lz4.ts';
import { snappyBlock } from '../compression/snappy.ts';
import { zstdFrames } from '../compression/zstd/frames.ts';
import { formatError } from '../error.ts';

/** Fills the output, or says that the input is damaged or does not fit it. */
type Decode = (input: Uint8Array, output: Uint8Array) => boolean | Promise<boolean>;

/** Codecs by their number (parquet.thrift, enum CompressionCodec). */
const CODECS = new Map<number, { name: string; decode?: Decode }>([
  [1, { name: 'Snappy', decode: snappyBlock }],
  [2, { name: 'gzip', decode: gunzip }],
  [3, { name: 'LZO' }],
  [4, { name: 'Brotli' }],
  [5, { name: 'LZ4 of Hadoop' }],
  [6, { name: 'zstd', decode: zstdFrames }],
  [7, { name: 'LZ4', decode: (input, output) => lz4Block(input, output, 0) === output.length }],
]);

/** The bytes of a page, of which there must be `length`. */
export async function decompressPage(
  codec: number,
  input: Uint8Array,
  length: number,
  place: string,
): Promise<Uint8Array> {
  if (codec === 0) {
    if (input.length === length) return input;
    throw formatError('syntax', place, 'the two sizes of a page that is not compressed differ');
  }
  const { name, decode } = CODECS.get(codec) ?? { name: `${codec}` };
  if (!decode) {
    throw formatError('value', place, `compression ${name} is not read: write with zstd, snappy, gzip or lz4`);
  }
  const output = new Uint8Array(length);
  if (length === 0 && input.length === 0) return output;
  if (await decode(input, output)) return output;
  throw formatError('syntax', place, `the ${name} data of a page are damaged`);
}
