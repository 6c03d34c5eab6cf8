import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type GeneratorManifest, manifestSchema, type ScorerManifest } from '../../models/contract/manifest.ts';
import { RUN_FILES, trainingRecordSchema } from '../train/training-record.ts';

/** What a training run and a release both say of their model. */
export type GeneratorDescription = Pick<GeneratorManifest, 'kind' | 'features' | 'data' | 'training' | 'generator'>;
export type ScorerDescription = Pick<ScorerManifest, 'kind' | 'features' | 'data' | 'training' | 'scorer'>;
export type Description = GeneratorDescription | ScorerDescription;

/** A model to be judged: the bytes, what is said of it, and the same network before training where it was kept. */
interface SubjectOf<T> {
  model: Uint8Array<ArrayBuffer>;
  untrained?: Uint8Array<ArrayBuffer>;
  description: T;
}

export type GeneratorSubject = SubjectOf<GeneratorDescription>;
export type ScorerSubject = SubjectOf<ScorerDescription>;
export type Subject = SubjectOf<Description>;

/** A run directory or release that cannot be used, and why. */
export class SubjectError extends Error {
  override readonly name = 'SubjectError';
}

/** Where a release says what it is. */
const MANIFEST = 'manifest.json';

async function readIfThere(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** A file of a directory. Throws a SubjectError where it is missing. */
export async function readPart(directory: string, name: string): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await readIfThere(join(directory, name)).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SubjectError(`cannot read ${join(directory, name)}: ${reason}`, { cause: error });
  });
  if (!bytes) throw new SubjectError(`${directory} holds no ${name}`);
  return bytes;
}

/** A JSON file of a directory, by its schema. Throws a SubjectError that names the file, the place and the rule. */
export async function readDocument<T>(
  directory: string,
  name: string,
  schema: { safeParse(value: unknown): { success: true; data: T } | { success: false; error: ParseFault } },
): Promise<T> {
  const text = new TextDecoder().decode(await readPart(directory, name));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new SubjectError(`${join(directory, name)} is not JSON`, { cause: error });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new SubjectError(`${join(directory, name)}: /${issue?.path.join('/') ?? ''}: ${issue?.message ?? 'unknown'}`);
}

interface ParseFault {
  issues: readonly { path: PropertyKey[]; message: string }[];
}

/** Reads a run directory (`training.json`) or a release directory (`manifest.json`). Throws a SubjectError. */
export async function readSubject(directory: string): Promise<Subject> {
  const isRun = (await readIfThere(join(directory, RUN_FILES.record)).catch(() => undefined)) !== undefined;
  const isRelease = (await readIfThere(join(directory, MANIFEST)).catch(() => undefined)) !== undefined;
  const hasBegun = (await readIfThere(join(directory, RUN_FILES.checkpoint)).catch(() => undefined)) !== undefined;
  if (!isRun && !isRelease && hasBegun)
    throw new SubjectError(`${directory} is a training that has not ended; go on with it by --resume`);
  if (!isRun && !isRelease)
    throw new SubjectError(`${directory} is no training run (${RUN_FILES.record}) and no release (${MANIFEST})`);
  const description = isRun
    ? await readDocument(directory, RUN_FILES.record, trainingRecordSchema)
    : await readDocument(directory, MANIFEST, manifestSchema);
  const untrained = await readIfThere(join(directory, RUN_FILES.untrained));
  const model = await readPart(directory, RUN_FILES.model);
  return { model, description, ...(untrained ? { untrained } : {}) };
}
