import { z } from 'zod';
import { digestSchema, nameSchema, versionSchema } from './names.ts';

/** What made an answer: in every answer of `/v1/sample` and `/v1/score` (DESIGN section 7). */
export const answeredBySchema = z.object({ name: nameSchema, version: versionSchema, digest: digestSchema });

/** A cluster or event that was left out, with its place in the request and the rule it breaks. */
export const invalidRowSchema = z.object({ index: z.int().min(0), reason: z.string() });

const column = z.array(z.number());
const integers = z.array(z.int());

export const histogramAnswerSchema = z.object({ edges: column, sumw: column, sumw2: column });

const flags = z.array(z.union([z.literal(0), z.literal(1)]));
const maybe = z.number().nullable();

/** Scores of events in columns, an entry an event. */
const scoreColumnsSchema = z.object({
  score: column,
  logit: column,
  weight: column,
  out_of_range: flags,
  clipped: flags,
});

/** What the scores of a sample are as a whole; docs/scores.md defines each. */
export const scoreSummarySchema = z.object({
  count: z.int(),
  mean: z.number(),
  mean_error: maybe,
  n_eff: z.number(),
  effective_reduction: z.number(),
  out_of_range: z.int(),
  clipped: z.int(),
  histogram: histogramAnswerSchema,
});

/** How the scores of the events compare with those of the reference (physics/observables/score-comparison.ts). */
export const scoreComparisonSchema = z.object({
  ratio: z.object({ values: z.array(maybe), errors: z.array(maybe) }),
  auc: maybe,
  auc_error: maybe,
  roc: z.array(z.tuple([z.number(), z.number()])).nullable(),
  chi2: maybe,
  ndf: z.int().nullable(),
  p_value: maybe,
  ks: maybe,
  ks_p_value: maybe,
});

/** What one scorer says. `reference` and `comparison` are there where the request has a reference. */
export const scorerAnswerSchema = z.object({
  model: answeredBySchema,
  events: scoreColumnsSchema,
  summary: scoreSummarySchema,
  reference: z.object({ summary: scoreSummarySchema }).optional(),
  comparison: scoreComparisonSchema.optional(),
});

/** `POST /v1/score` with one scorer, in the columns form. */
export const scoreAnswerSchema = scorerAnswerSchema.extend({ runtime: z.string() });

/** `POST /v1/score` with several scorers, in the order asked, in the columns form. */
export const scoresAnswerSchema = z.object({ runtime: z.string(), scorers: z.array(scorerAnswerSchema) });

/** Scores of sampled events: `event` is their label in the request, or the cluster's index where there is none. */
export const sampledScoresSchema = z.object({
  model: answeredBySchema,
  events: scoreColumnsSchema.extend({ event: integers }),
  /** null where every cluster was left out. */
  summary: scoreSummarySchema.nullable(),
});

/** `POST /v1/sample` in the columns form: hadrons 2i and 2i + 1 come from the i-th valid cluster; GeV. */
export const sampleAnswerSchema = z.object({
  model: answeredBySchema,
  runtime: z.string(),
  seed: z.string(),
  first_index: z.int().min(0),
  invalid: z.array(invalidRowSchema),
  out_of_range: z.int().min(0),
  hadrons: z.object({ cluster: integers, pdg_id: integers, px: column, py: column, pz: column, E: column }),
  /** Where the request names a scorer. */
  scores: sampledScoresSchema.optional(),
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
export type ScorerAnswer = z.infer<typeof scorerAnswerSchema>;
export type ScoresAnswer = z.infer<typeof scoresAnswerSchema>;
export type ScoreSummary = z.infer<typeof scoreSummarySchema>;
export type ScoreComparisonAnswer = z.infer<typeof scoreComparisonSchema>;
export type SampledScores = z.infer<typeof sampledScoresSchema>;
export type Problem = z.infer<typeof problemSchema>;
