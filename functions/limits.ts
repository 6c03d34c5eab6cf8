import { GATE_LIMITS } from '../models/registry/gate/limits.ts';

/**
 * What one request may ask for, and what the service may use: the only place these numbers stand. They are answered by
 * `GET /v1/limits` and stated in the OpenAPI document. Sizes are chosen so that the largest accepted request stays
 * inside an isolate's 128 MB: wasm at most 64 MiB (enforced), JavaScript heap about 32 MiB.
 */
export const LIMITS = {
  /** Body after decompression, bytes. */
  body_bytes: 8 * 1024 * 1024,
  /** Bodies that are read at the same time by one isolate, bytes together. */
  bodies_bytes: 24 * 1024 * 1024,
  /** Clusters of one `/v1/sample` request. */
  clusters: 20_000,
  /** Events of one `/v1/score` request. */
  events: 20_000,
  /** Particles of one `/v1/score` request, all events together. */
  particles: 80_000,
  /** Particles of one event. */
  particles_per_event: GATE_LIMITS.rows.N,
  /** Compressed buffers of an Arrow or pages of a Parquet body, all together after their decompression, bytes. */
  decompressed_bytes: 16 * 1024 * 1024,
  /** Bins of a histogram. */
  bins: 1_000,
  /** Scorers of one `/v1/score` request. */
  scorers: 4,
  /** References of one `/v1/resolve` request. */
  references: 100,
  /** Bytes of one line of NDJSON or `.dat`. */
  line_bytes: 1024 * 1024,
  /**
   * Objects and arrays of one JSON body: more than the largest request needs (80,000 particles in 20,000 events, beside
   * their 40,000 clusters), and no more than the heap holds.
   */
  json_containers: 250_000,
  /** Bytes of one ONNX file. */
  model_bytes: GATE_LIMITS.model_bytes,
  /** Bytes of one blob that is published over HTTP: a model, a certificate or a reference run. */
  blob_bytes: GATE_LIMITS.model_bytes,
  /** Models a page of `GET /v1/models`. */
  models_per_page: 100,
  /** Models held ready at a time, and the bytes of their ONNX files together. */
  sessions: 8,
  session_bytes: 12 * 1024 * 1024,
  /**
   * Clusters and hadrons that a network sees at a time (one event of more hadrons is a chunk of its own). At most what
   * the gate checks models for. Fewer clusters, because activations that stay in the processor's cache are faster; of
   * a scorer, whose layers compute for longer, each run costs more than that.
   */
  generator_rows: 512,
  scorer_hadrons: GATE_LIMITS.rows.N,
  /**
   * Stored sources (docs/jobs.md). Bytes of one; of each part of an upload in parts (the last may be shorter; at most
   * 10,000); and uploads that one isolate receives at the same time in single requests, each of which holds a part.
   */
  source_bytes: 160 * 1024 ** 3,
  upload_part_bytes: 8 * 1024 * 1024,
  upload_parts: 10_000,
  uploads: 2,
  /**
   * Shards of one job, and the bytes of text of each: from the lower number on, growing with the source. A shard's events
   * are read and scored a megabyte at a time. A little less than a part of an upload: a copied shard, which ends behind its
   * last event, then is one object that came whole.
   */
  job_shards: 3_000,
  shard_bytes: 7.5 * 1024 * 1024,
  largest_shard_bytes: 64 * 1024 * 1024,
  /** Bytes of text that one message looks through for places to cut. */
  plan_bytes: 2 * 1024 ** 3,
  /** Ceiling of the runtime's wasm memory, bytes. */
  wasm_bytes: 64 * 1024 * 1024,
} as const;

export type Limits = typeof LIMITS;
