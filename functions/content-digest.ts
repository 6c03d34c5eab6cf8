import { sha256Digest } from '../models/contract/digest.ts';

/**
 * Digest of an answer's columns, whatever format they travel in: sha256 over their little-endian bytes, one column after
 * the other. Samples: cluster (int32, index in the request, once a hadron), pdg_id (int32), px, py, pz, E (float64).
 * Scores: score, logit, weight (float64). Typed arrays are little-endian on every platform that runs WebAssembly.
 */
export function contentDigest(columns: readonly (Int32Array | Float64Array)[]): Promise<string> {
  const bytes = new Uint8Array(columns.reduce((sum, column) => sum + column.byteLength, 0));
  let at = 0;
  for (const column of columns) {
    bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), at);
    at += column.byteLength;
  }
  return sha256Digest(bytes);
}
