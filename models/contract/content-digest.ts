import { sha256Digest } from './digest.ts';

/**
 * Digest of an answer's columns, whatever format they travel in: sha256 over their little-endian bytes, one column after
 * the other. The edge sends it as HadronEdge-Content-Digest; who receives columns can compute it again. Typed arrays are
 * little-endian on every platform that runs WebAssembly.
 */
function contentDigest(columns: readonly (Int32Array | Float64Array)[]): Promise<string> {
  const bytes = new Uint8Array(columns.reduce((sum, column) => sum + column.byteLength, 0));
  let at = 0;
  for (const column of columns) {
    bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), at);
    at += column.byteLength;
  }
  return sha256Digest(bytes);
}

type Numbers = ArrayLike<number>;

export interface HadronColumns {
  /** Index in the request of the cluster that each hadron comes from. */
  cluster: Numbers;
  pdg_id: Numbers;
  px: Numbers;
  py: Numbers;
  pz: Numbers;
  E: Numbers;
}

export interface ScoreColumns {
  score: Numbers;
  logit: Numbers;
  weight: Numbers;
}

const integers = (values: Numbers): Int32Array => (values instanceof Int32Array ? values : Int32Array.from(values));
const reals = (values: Numbers): Float64Array => (values instanceof Float64Array ? values : Float64Array.from(values));

/** Digest of hadrons: cluster (int32), pdg_id (int32), px, py, pz, E (float64, GeV). */
export const digestOfHadrons = ({ cluster, pdg_id, px, py, pz, E }: HadronColumns): Promise<string> =>
  contentDigest([integers(cluster), integers(pdg_id), reals(px), reals(py), reals(pz), reals(E)]);

/** Digest of scores: score, logit, weight (float64), of one scorer after the other. */
export const digestOfScores = (...scorers: readonly ScoreColumns[]): Promise<string> =>
  contentDigest(scorers.flatMap(({ score, logit, weight }) => [reals(score), reals(logit), reals(weight)]));
