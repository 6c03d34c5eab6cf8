/**
 * What a model may ask of whoever runs it. The rows are the largest chunk that is run at a time: `n` clusters for a
 * generator, `N` hadrons in `B` events for a scorer; the service's own chunks must not exceed them.
 */
export const GATE_LIMITS = {
  model_bytes: 8 * 1024 * 1024,
  nodes: 256,
  initializers: 256,
  rank: 4,
  rows: { n: 1024, N: 4096, B: 4096 },
  /** Bytes of all values alive at a time, weights not counted. */
  activation_bytes: 24 * 1024 * 1024,
  /** Floating-point operations of one chunk; about two seconds of one wasm thread. */
  operations: 2e10,
} as const;

export type GateLimits = {
  readonly [Key in keyof typeof GATE_LIMITS]: Key extends 'rows' ? Rows : number;
};

/** Sizes of the free dimensions. */
export type Rows = Readonly<Record<'n' | 'N' | 'B', number>>;
