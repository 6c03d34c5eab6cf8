import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import * as ort from 'onnxruntime-web/wasm';
import { hexOf } from '../../models/contract/digest.ts';
import { GENERATOR_TENSORS, SCORER_TENSORS } from '../../models/contract/tensors.ts';
import type { EventSet } from '../../physics/columns.ts';
import { openModel } from '../export/onnx-run.ts';

/** Rows (clusters) or events a run of the network; kernels are row-independent, so results do not depend on it. */
const ROWS = 4096;
const EVENTS = 1024;

/** A network ready to run. */
export interface Network {
  session: ort.InferenceSession;
  /** `onnxruntime-web/<version>+sha256:<first 16 digits of the digest of its wasm file>`, as at the edge. */
  runtime: string;
}

/** Opens a model in the same wasm runtime as at the edge, so that a certificate speaks of the numbers users get. */
export async function openNetwork(model: Uint8Array): Promise<Network> {
  return { session: await openModel(model), runtime: await runtimeIdentity() };
}

/** Frees the session's memory inside the runtime. */
export function closeNetwork(network: Network): Promise<void> {
  return network.session.release();
}

async function runtimeIdentity(): Promise<string> {
  const file = createRequire(import.meta.url).resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm');
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', await readFile(file)));
  return `onnxruntime-web/${ort.env.versions.web}+sha256:${hexOf(hash.subarray(0, 8))}`;
}

async function runNetwork(network: Network, feeds: Record<string, ort.Tensor>, output: string): Promise<Float32Array> {
  const results = await network.session.run(feeds);
  const data = results[output]?.data;
  if (!(data instanceof Float32Array)) throw new Error(`the model gives no float32 output '${output}'`);
  return data;
}

/**
 * Angles of n clusters, n x 2 row-major (phi, theta), radians.
 * @param condition n rows of the generator's features
 * @param noise n rows of standard normal numbers
 */
export async function generateAngles(
  network: Network,
  condition: Float32Array,
  noise: Float32Array,
  rows: number,
): Promise<Float32Array> {
  const angles = new Float32Array(2 * rows);
  const [features, dimension] = [condition.length / rows, noise.length / rows];
  for (let first = 0; first < rows; first += ROWS) {
    const count = Math.min(ROWS, rows - first);
    const part = (data: Float32Array, width: number) =>
      new ort.Tensor('float32', data.slice(first * width, (first + count) * width), [count, width]);
    const feeds = {
      [GENERATOR_TENSORS.condition]: part(condition, features),
      [GENERATOR_TENSORS.noise]: part(noise, dimension),
    };
    angles.set(await runNetwork(network, feeds, GENERATOR_TENSORS.angles), 2 * first);
  }
  return angles;
}

/** Logits of events, as the network gives them (not calibrated). Throws a RangeError for an event without particles. */
export async function scoreEvents(network: Network, events: EventSet): Promise<Float64Array> {
  const count = events.offsets.length - 1;
  const logits = new Float64Array(count);
  for (let first = 0; first < count; first += EVENTS) {
    const feeds = scorerFeeds(events, first, Math.min(count, first + EVENTS));
    logits.set(await runNetwork(network, feeds, SCORER_TENSORS.logit), first);
  }
  return logits;
}

function scorerFeeds(events: EventSet, first: number, last: number): Record<string, ort.Tensor> {
  const start = events.offsets[first]!;
  const particles = events.offsets[last]! - start;
  const hadrons = new Float32Array(4 * particles);
  const event = new BigInt64Array(particles);
  const counts = new Float32Array(last - first);
  for (let e = first; e < last; e++) {
    counts[e - first] = events.offsets[e + 1]! - events.offsets[e]!;
    if (counts[e - first] === 0) throw new RangeError(`event ${e} has no particles`);
    for (let p = events.offsets[e]!; p < events.offsets[e + 1]!; p++) {
      hadrons.set([events.E[p]!, events.px[p]!, events.py[p]!, events.pz[p]!], 4 * (p - start));
      event[p - start] = BigInt(e - first);
    }
  }
  return {
    [SCORER_TENSORS.hadrons]: new ort.Tensor('float32', hadrons, [particles, 4]),
    [SCORER_TENSORS.event]: new ort.Tensor('int64', event, [particles]),
    [SCORER_TENSORS.count]: new ort.Tensor('float32', counts, [counts.length]),
  };
}
