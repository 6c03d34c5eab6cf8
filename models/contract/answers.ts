import { z } from 'zod';
import { digestSchema, nameSchema, versionSchema } from './names.ts';

/** What made an answer: in every answer of `/v1/sample` and `/v1/score` (DESIGN section 7). */
export const answeredBySchema = z.object({ name: nameSchema, version: versionSchema, digest: digestSchema });

/** A cluster or event that was left out, with its place in the request and the rule it breaks. */
export const invalidRowSchema = z.object({ index: z.int().min(0), reason: z.string() });

const column = z.array(z.number());
const integers = z.array(z.int());

/** `POST /v1/sample` in the columns form: hadrons 2i and 2i + 1 come from the i-th valid cluster; GeV. */
export const sampleAnswerSchema = z.object({
  model: answeredBySchema,
  runtime: z.string(),
  seed: z.string(),
  first_index: z.int().min(0),
  invalid: z.array(invalidRowSchema),
  out_of_range: z.int().min(0),
  hadrons: z.object({ cluster: integers, pdg_id: integers, px: column, py: column, pz: column, E: column }),
});

export const histogramAnswerSchema = z.object({ edges: column, sumw: column, sumw2: column });

/** `POST /v1/score` in the columns form. */
export const scoreAnswerSchema = z.object({
  model: answeredBySchema,
  runtime: z.string(),
  events: z.object({ score: column, logit: column, weight: column }),
  summary: z.object({
    count: z.int(),
    mean: z.number(),
    mean_error: z.number().nullable(),
    n_eff: z.number(),
    out_of_range: z.int(),
    clipped: z.int(),
    histogram: histogramAnswerSchema,
  }),
});

/** An RFC 9457 problem as the service writes it. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  instance: z.string().optional(),
  errors: z
    .array(
      z.object({ pointer: z.string().optional(), line: z.int().optional(), detail: z.string().optional() }).loose(),
    )
    .optional(),
});

export type AnsweredBy = z.infer<typeof answeredBySchema>;
export type SampleAnswer = z.infer<typeof sampleAnswerSchema>;
export type ScoreAnswer = z.infer<typeof scoreAnswerSchema>;
export type Problem = z.infer<typeof problemSchema>;
