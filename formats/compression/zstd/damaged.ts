/** Thrown inside the decoder, and never out of it. */
export class DamagedError extends Error {}

export function damaged(): never {
  throw new DamagedError('the zstd data are damaged');
}
