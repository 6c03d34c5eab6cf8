import { z } from 'zod';
import type { Format } from '../../formats/format.ts';
import type { CutState } from '../../formats/split/piece.ts';
import type { ScoreSummary } from '../../models/contract/answers.ts';
import type { JobDocument } from '../../models/contract/jobs.ts';
import type { JobSpec } from './spec.ts';

/** Numbers of the two tasks that are not shards: finding the shards, and putting their results together. */
export const PLAN = -1;
export const FINISH = -2;

/** A message of the queue: which task of which job. What the task is stands in the ledger. */
export const messageSchema = z.strictObject({ job: z.string(), task: z.int().min(FINISH) });
export type TaskMessage = z.infer<typeof messageSchema>;

/** Where a shard's events are: bytes of an object, between two texts that a reader needs around them. */
export interface Shard {
  /** Null for the source itself, wherever its bytes are by then. */
  key: string | null;
  start: number;
  end: number;
  format: Format;
  lead: string;
  tail: string;
  /** Number of the first line in the source, and index of the first event (or cluster). */
  line: number;
  first: number;
  events: number;
}

/** A shard as the plan gives it, with the bytes of the source that it stands for. */
export interface PlannedShard extends Shard {
  bytes: number;
}

/** How far the plan has come. */
export interface PlanState {
  /** Shards that are known. */
  shards: number;
  /** Bytes of the source that these stand for. */
  bytes: number;
  /** For texts that are cut where they are: where to go on. */
  cut?: CutState;
}

/** What a shard gave. */
export interface ShardOutcome {
  /** Its events, or clusters. */
  events: number;
  outOfRange: number;
  /** Of scores: events whose logit was clipped, and whether they have weights of their own. */
  clipped: number;
  weighted: boolean;
  /** Of samples: clusters that were left out. */
  invalid: number;
}

/** What is known at the end, of scores and of samples. */
export interface JobOutcome {
  score?: { summary: ScoreSummary; contentDigest: string };
  sample?: { invalid: number; outOfRange: number };
}

/** What a consumer is asked to do. */
export type Assignment = { job: string; spec: JobSpec } & (
  | { task: 'plan'; state: PlanState }
  | { task: 'shard'; number: number; shard: Shard }
  | { task: 'finish'; outcomes: ShardOutcome[] }
);

/** A job that is done, as its ledger knows it. */
export interface FinishedJob {
  document: JobDocument;
  spec: JobSpec;
  outcomes: ShardOutcome[];
  shards: Shard[];
}
