import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { TrainCase } from './train-cases.ts';

const answerSchema = z.object({
  losses: z.tuple([z.number(), z.number()]),
  wall: z.number(),
  cpu: z.number(),
  jax: z.string(),
});
/** Losses of the first step, and least seconds of a step. */
export type JaxAnswer = z.infer<typeof answerSchema>;

const ONE_THREAD = '--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1';

function writeCase({ name, settings, arrays }: TrainCase, folder: string): void {
  const shapes = Object.fromEntries(Object.entries(arrays).map(([key, { shape }]) => [key, shape]));
  writeFileSync(join(folder, 'case.json'), JSON.stringify({ name, settings, shapes }));
  for (const [key, { data }] of Object.entries(arrays))
    writeFileSync(join(folder, `${key}.f32`), new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

/** The case's steps in JAX (bench/train.py), on one thread or on all. */
export function timeJax(python: string, trainCase: TrainCase, seconds: number, threads: 'one' | 'all'): JaxAnswer {
  const folder = mkdtempSync(join(tmpdir(), 'bench-train-'));
  try {
    writeCase(trainCase, folder);
    const script = resolve(import.meta.dirname, '../train.py');
    const env = { ...process.env, JAX_PLATFORMS: 'cpu', ...(threads === 'one' ? { XLA_FLAGS: ONE_THREAD } : {}) };
    return answerSchema.parse(
      JSON.parse(execFileSync(python, [script, folder, `${seconds}`], { env, encoding: 'utf8' })),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}
