import type { JobDocument, JobState } from '../../models/contract/jobs.ts';
import type { JobSpec, SampleSpec } from './spec.ts';
import type { JobOutcome } from './task.ts';
import type { Totals } from './task-table.ts';

/** Time over which the rate is taken, milliseconds. */
export const RATE_WINDOW_MS = 60_000;

/** What a ledger knows of its job. */
export interface JobRecord {
  id: string;
  spec: JobSpec;
  /** Bytes of the source. */
  bytes: number;
  /** `active` until it is over. */
  state: 'active' | 'done' | 'failed' | 'cancelled';
  /** Milliseconds since 1970: when it was asked for, when it was last started (or started again), when it was over. */
  created: number;
  started: number;
  finished?: number;
  outcome?: JobOutcome;
}

export interface Standing {
  totals: Totals;
  /** Whether every shard is known. */
  planned: boolean;
  recent: { events: number; bytes: number; first: number | null };
  errors: { number: number; error: string }[];
}

/** The public document of a job. Pure: the time comes in. */
export function documentOf(record: JobRecord, standing: Standing, now: number): JobDocument {
  const { id, spec, bytes: total, created, finished, outcome } = record;
  const { totals, planned, errors } = standing;
  const done = Math.min(total, totals.bytesDone);
  const first = errors[0];
  return {
    id,
    operation: spec.operation,
    state: stateOf(record, standing),
    source: spec.source,
    format: spec.format,
    model: spec.model,
    runtime: spec.runtime,
    created: new Date(created).toISOString(),
    ...(finished !== undefined && { finished: new Date(finished).toISOString() }),
    progress: record.state === 'done' ? 1 : done / Math.max(1, total),
    bytes: { done, total },
    events: { done: totals.eventsDone, total: planned ? totals.eventsPlanned : null },
    shards: { done: totals.done, failed: totals.failed, total: planned ? totals.shards : null },
    ...rateOf(record, standing, now),
    errors: errors.filter(({ number }) => number >= 0).map(({ number, error }) => ({ shard: number, detail: error })),
    ...(record.state === 'failed' && { reason: first?.error ?? 'the job failed' }),
    ...(outcome?.score && { summary: outcome.score.summary, content_digest: outcome.score.contentDigest }),
    ...(outcome?.sample && spec.operation === 'sample' && { sample: sampleOf(spec, outcome.sample) }),
  };
}

const sampleOf = ({ seed, first_index, on_invalid }: SampleSpec, sample: NonNullable<JobOutcome['sample']>) => ({
  seed,
  first_index,
  on_invalid,
  invalid: sample.invalid,
  out_of_range: sample.outOfRange,
});

function stateOf({ state }: JobRecord, { totals, planned }: Standing): JobState {
  if (state !== 'active') return state;
  if (!planned) return 'planning';
  return totals.done === totals.shards ? 'finishing' : 'running';
}

function rateOf({ state, bytes, started }: JobRecord, { recent, totals }: Standing, now: number) {
  const seconds = Math.min(RATE_WINDOW_MS, now - started) / 1000;
  if (state !== 'active' || recent.events === 0 || seconds <= 0) return { rate: null, seconds_left: null };
  const left = Math.max(0, bytes - totals.bytesDone);
  return { rate: recent.events / seconds, seconds_left: (left * seconds) / Math.max(1, recent.bytes) };
}
