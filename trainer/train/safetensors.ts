import { z } from 'zod';
import type { Parameter } from '../networks/parameters.ts';

/**
 * The safetensors format (huggingface/safetensors, README "Format"): 8 bytes header length, little-endian; a JSON
 * header of names, types, shapes and byte ranges with free text in `__metadata__`; then the raw values. Float32 only.
 */
const entrySchema = z.strictObject({
  dtype: z.literal('F32'),
  shape: z.array(z.int().min(0)),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
});
const headerSchema = z.object({ __metadata__: z.record(z.string(), z.string()).optional() }).catchall(entrySchema);

export interface TensorFile {
  tensors: Parameter[];
  metadata: Record<string, string>;
}

/** Bytes that are no such file, and what is wrong with them. */
export class TensorFileError extends Error {
  override readonly name = 'TensorFileError';
}

function headerOf({ tensors, metadata }: TensorFile): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const { name, shape, data } of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const text = JSON.stringify(header);
  return new TextEncoder().encode(text.padEnd(8 * Math.ceil(text.length / 8)));
}

/** The bytes of a file of named float32 arrays. */
export function encodeTensors(file: TensorFile): Uint8Array {
  const header = headerOf(file);
  const size = file.tensors.reduce((sum, { data }) => sum + data.byteLength, 0);
  const bytes = new Uint8Array(8 + header.length + size);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, 8);
  let at = 8 + header.length;
  for (const { data } of file.tensors)
    for (const value of data) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  return bytes;
}

function parseHeader(bytes: Uint8Array, length: number): z.infer<typeof headerSchema> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  } catch {
    throw new TensorFileError('the header is not JSON');
  }
  const parsed = headerSchema.safeParse(json);
  if (!parsed.success) throw new TensorFileError(`header: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/** Reads the bytes of a file; throws a TensorFileError where it is not one, or is cut short. */
export function decodeTensors(bytes: Uint8Array): TensorFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length < 8 ? -1 : Number(view.getBigUint64(0, true));
  if (length < 0 || 8 + length > bytes.length) throw new TensorFileError('the file is shorter than its header');
  const { __metadata__: metadata = {}, ...entries } = parseHeader(bytes, length);
  const tensors = Object.entries(entries).map(([name, entry]) => {
    const { shape, data_offsets } = entrySchema.parse(entry);
    const [begin, end] = data_offsets;
    const count = shape.reduce((product, size) => product * size, 1);
    if (end - begin !== 4 * count || 8 + length + end > bytes.length)
      throw new TensorFileError(`'${name}' has not the bytes of its shape`);
    const data = Float32Array.from({ length: count }, (_, i) => view.getFloat32(8 + length + begin + 4 * i, true));
    return { name, shape, data };
  });
  return { tensors, metadata };
}
