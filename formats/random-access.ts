/** Bytes of known length that can be had from any place: a file, an object in a bucket, a body in memory. */
export interface RandomAccess {
  readonly byteLength: number;
  /** The bytes from `start` (included) to `end` (excluded), both inside the length. */
  slice(start: number, end: number): Promise<ArrayBuffer>;
}
