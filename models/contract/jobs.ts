import { z } from 'zod';
import { FORMAT_NAMES } from '../../formats/format.ts';
import { answeredBySchema, scoreAnswerSchema } from './answers.ts';
import { digestSchema } from './names.ts';

/** Bodies of the answers about large sets: uploads, sources and jobs. The edge answers with them, the client parses with them. */

const count = z.int().min(0);
const format = z.enum(FORMAT_NAMES as [(typeof FORMAT_NAMES)[number], ...typeof FORMAT_NAMES]);

/** Stored bytes that jobs can read: `PUT /v1/events`, `GET /v1/events/{digest}`. */
export const sourceSchema = z.object({
  /** sha256 of the bytes as they were sent. */
  id: digestSchema,
  bytes: count,
  /** The format that the first upload said; a job may say another. */
  format,
});

/** An upload in parts: `POST /v1/uploads`. Part n, from 0, holds the bytes from n x part_bytes on. */
export const uploadSchema = z.object({
  id: digestSchema,
  bytes: count,
  part_bytes: z.int().min(1),
  parts: count,
  /** Numbers of the parts that are there. */
  received: z.array(count),
  complete: z.boolean(),
});

export const JOB_STATES = ['planning', 'running', 'finishing', 'done', 'failed', 'cancelled'] as const;

/** Identity of a job: half of the sha256 of what it is. */
export const jobIdSchema = z.string().regex(/^[0-9a-f]{32}$/, 'must be 32 hex digits');

/** What is known of a job: `GET /v1/jobs/{id}`, and each event of `GET /v1/jobs/{id}/events`. */
export const jobSchema = z.object({
  id: jobIdSchema,
  operation: z.enum(['score', 'sample']),
  state: z.enum(JOB_STATES),
  source: digestSchema,
  format,
  model: answeredBySchema,
  runtime: z.string(),
  created: z.iso.datetime(),
  finished: z.iso.datetime().optional(),
  /** Of the source's bytes, those whose events are scored; never falls, and 1 at the end. */
  progress: z.number().min(0).max(1),
  bytes: z.object({ done: count, total: count }),
  /** Events, or clusters that are sampled; `total` is null until the whole source was gone through. */
  events: z.object({ done: count, total: count.nullable() }),
  shards: z.object({ done: count, failed: count, total: count.nullable() }),
  /** Events a second over the last minute, and the seconds left at that rate; null while unknown or over. */
  rate: z.number().nullable(),
  seconds_left: z.number().nullable(),
  /** What went wrong with shards, the first ten. */
  errors: z.array(z.object({ shard: z.int(), detail: z.string() })),
  /** Why a failed job failed. */
  reason: z.string().optional(),
  /** Of scores that are done: what one request for all events would have said. */
  summary: scoreAnswerSchema.shape.summary.optional(),
  /** Of samples: how they were asked for, and clusters that were left out, or were beyond the range of training. */
  sample: z
    .object({
      seed: z.string(),
      first_index: count,
      on_invalid: z.enum(['refuse', 'skip']),
      invalid: count,
      out_of_range: count,
    })
    .optional(),
  content_digest: digestSchema.optional(),
});

export type SourceDocument = z.infer<typeof sourceSchema>;
export type UploadDocument = z.infer<typeof uploadSchema>;
export type JobDocument = z.infer<typeof jobSchema>;
export type JobState = (typeof JOB_STATES)[number];

/** Whether nothing will change any more by itself. */
export const isOver = ({ state }: Pick<JobDocument, 'state'>): boolean =>
  state === 'done' || state === 'failed' || state === 'cancelled';
