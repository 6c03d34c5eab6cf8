import { z } from 'zod';
import { generatorManifestSchema, scorerManifestSchema } from '../../models/contract/manifest.ts';

/**
 * The training record, `training.json` of a run directory: all that the manifest of the trained model says of its
 * training, in the manifest's own fields and names. What is left to whoever makes the release: schema, name, version,
 * description, created, licence, blobs and certificate.
 *
 * A run directory holds, once training has ended:
 * - `model.onnx`: the trained network, and `untrained.onnx`: the same network with the weights it started from;
 * - `reference.json`: the smoke run of `model.onnx` (models/contract/reference-run.ts);
 * - `training.json`: this record;
 * - `metrics.ndjson`: one line of losses and distances for each report while training;
 * - `report.html`: the curves of the metrics and the settings, for people; there while training already;
 * - `checkpoint.safetensors`: the last state, from which `--resume` goes on;
 * - `data.json`: digests of the data that were given, where any were.
 */
export const RUN_FILES = {
  model: 'model.onnx',
  untrained: 'untrained.onnx',
  reference: 'reference.json',
  record: 'training.json',
  metrics: 'metrics.ndjson',
  report: 'report.html',
  checkpoint: 'checkpoint.safetensors',
  data: 'data.json',
} as const;

export const TRAINING_RECORD_SCHEMA = 'hadronedge/training-record/1';

const own = {
  schema: z.literal(TRAINING_RECORD_SCHEMA),
  /** What the preset says the model is; the default of the manifest's `description`. */
  description: z.string().min(1).max(1000),
};

export const generatorRecordSchema = generatorManifestSchema
  .pick({ kind: true, tensors: true, features: true, training: true, data: true, generator: true })
  .extend(own);

export const scorerRecordSchema = scorerManifestSchema
  .pick({ kind: true, tensors: true, features: true, training: true, data: true, scorer: true })
  .extend(own);

/**
 * `data` lists the samples of training, validation and calibration (never the certificate's). Those of a scorer name
 * their class in `parameters.class` ('0' or '1'); every simulated sample names its truth preset in `parameters.truth`.
 */
export const trainingRecordSchema = z.discriminatedUnion('kind', [generatorRecordSchema, scorerRecordSchema]);

export type GeneratorRecord = z.infer<typeof generatorRecordSchema>;
export type ScorerRecord = z.infer<typeof scorerRecordSchema>;
export type TrainingRecord = z.infer<typeof trainingRecordSchema>;
