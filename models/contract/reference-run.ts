import { z } from 'zod';

/**
 * The `reference` blob: inputs of a smoke run and the outputs that the exporter got for them. Whoever loads the model
 * runs it once on these and refuses it where the outputs differ. Values are row-major, int64 as integers.
 */
export const referenceRunSchema = z.strictObject({
  inputs: z.record(
    z.string().max(64),
    z.strictObject({ shape: z.array(z.int().min(0)).max(4), data: z.array(z.number()).max(100_000) }),
  ),
  outputs: z.record(
    z.string().max(64),
    z.strictObject({ shape: z.array(z.int().min(0)).max(4), data: z.array(z.number()).max(100_000) }),
  ),
  /** Largest absolute difference allowed. */
  tolerance: z.number().positive().max(1e-3),
});

export type ReferenceRun = z.infer<typeof referenceRunSchema>;
