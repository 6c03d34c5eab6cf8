import { LIMITS } from '../limits.ts';
import { JobFailure } from './failure.ts';
import type { JobSpec } from './spec.ts';
import type { PlannedShard, PlanState } from './task.ts';

/** What the planners work with. */
export interface Planning {
  job: string;
  spec: JobSpec;
  bucket: R2Bucket;
  state: PlanState;
  /** Bytes of text of the smallest shards, and bytes that one message looks through. */
  shardBytes: number;
  planBytes: number;
  /** Adds shards to the ledger's; false where the plan is no longer wanted. */
  record(shards: PlannedShard[], state: PlanState): Promise<boolean>;
}

export type PlanEnd = 'whole' | 'further' | 'unwanted';

/** Bytes of text a shard, for a source whose text has about so many. */
export function targetOf({ shardBytes }: Pick<Planning, 'shardBytes'>, textBytes: number): number {
  return Math.min(LIMITS.largest_shard_bytes, Math.max(shardBytes, Math.ceil(textBytes / LIMITS.job_shards)));
}

/** Throws JobFailure where there are more shards than a job may have. */
export function checkShards(count: number): void {
  if (count <= LIMITS.job_shards) return;
  throw new JobFailure(`the source needs more than ${LIMITS.job_shards} shards (limit job_shards); cut it in two`);
}
