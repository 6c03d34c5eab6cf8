import { formatError } from '../error.ts';
import { halfOf } from '../table/half.ts';
import type { NumberArray } from '../table/leaf.ts';
import type { NumberType } from './schema.ts';

const TOO_SHORT = 'a buffer is shorter than its column';

/** Numbers `start` up to `end` of a buffer. */
export function numbersOf(bytes: Uint8Array, type: NumberType, start: number, end: number, place: string): NumberArray {
  if (type.base === 'bool') return bitsOf(bytes, start, end, place);
  const width = type.bits / 8;
  if (end * width > bytes.length) throw formatError('syntax', place, TOO_SHORT);
  const part = aligned(bytes.subarray(start * width, end * width), width);
  const count = end - start;
  const view = [part.buffer, part.byteOffset, count] as const;
  switch (`${type.base}${type.bits}`) {
    case 'float64':
      return new Float64Array(...view);
    case 'float32':
      return new Float32Array(...view);
    case 'float16':
      return Float32Array.from(new Uint16Array(...view), halfOf);
    case 'int8':
      return new Int8Array(...view);
    case 'uint8':
      return new Uint8Array(...view);
    case 'int16':
      return new Int16Array(...view);
    case 'uint16':
      return new Uint16Array(...view);
    case 'int32':
      return new Int32Array(...view);
    case 'uint32':
      return new Uint32Array(...view);
    case 'int64':
      return new BigInt64Array(...view);
    default:
      return new BigUint64Array(...view);
  }
}

/** Bits `start` up to `end` of a bitmap as 0 and 1, the lowest bit of a byte first. */
export function bitsOf(bytes: Uint8Array, start: number, end: number, place: string): Uint8Array {
  if (end > 8 * bytes.length) throw formatError('syntax', place, TOO_SHORT);
  const bits = new Uint8Array(end - start);
  for (let i = start; i < end; i++) bits[i - start] = (bytes[i >> 3]! >> (i & 7)) & 1;
  return bits;
}

/** The bytes where a typed array of this width may view them: a copy where they stand elsewhere. */
function aligned(bytes: Uint8Array, width: number): Uint8Array {
  return bytes.byteOffset % width === 0 ? bytes : bytes.slice();
}
