import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { canonicalBytes } from '../models/contract/canonical.ts';
import type { Certificate } from '../models/contract/certificate.ts';
import { sha256Digest } from '../models/contract/digest.ts';
import { type Blob, type BlobRole, MANIFEST_SCHEMA, type Manifest } from '../models/contract/manifest.ts';
import { type ReferenceRun, referenceRunSchema } from '../models/contract/reference-run.ts';
import { SCORER_TENSORS } from '../models/contract/tensors.ts';
import { compareReferenceRun } from '../models/registry/gate/reference-run.ts';
import { checkRelease } from '../models/registry/release.ts';
import { type EvaluationOptions, evaluateModel } from './evaluate/evaluate.ts';
import { withNetwork } from './evaluate/evaluation.ts';
import { readDocument, readPart, readSubject, SubjectError } from './evaluate/subject.ts';
import { withMetadata } from './export/metadata.ts';
import { runModel } from './export/onnx-run.ts';
import { smokeRunModel } from './export/smoke.ts';
import { certificatePage } from './report/certificate-page.ts';
import { RUN_FILES, type TrainingRecord, trainingRecordSchema } from './train/training-record.ts';

/** What the release is called; the rest of its manifest comes from the training record. */
export interface ReleaseTitle {
  name: string;
  version: string;
  licence: string;
  /** The preset's own description unless given. */
  description?: string;
}

export interface ReleaseOptions extends EvaluationOptions {
  /** The manifest's `created`; now unless given. */
  created?: Date;
}

export interface Release {
  manifest: Manifest;
  certificate: Certificate;
  /** The model's identity: the digest of the manifest. */
  digest: string;
}

/** Files of a release directory by blob role. */
const BLOB_FILES: Record<BlobRole, { file: string; media: string }> = {
  model: { file: 'model.onnx', media: 'application/octet-stream' },
  reference: { file: 'reference.json', media: 'application/json' },
  certificate: { file: 'certificate.json', media: 'application/json' },
};

/**
 * Makes a release of a training run: names the model, judges it (its closure certificate), and writes
 * manifest.json, model.onnx, reference.json, certificate.json and, for people, certificate.html. The directory appears
 * whole or not at all, and is never overwritten. Throws a SubjectError for a run that cannot be used or a directory
 * that is there already, a RegistryError for a model that the registry would refuse.
 */
export async function makeRelease(
  run: string,
  directory: string,
  title: ReleaseTitle,
  options: ReleaseOptions = {},
): Promise<Release> {
  if (existsSync(directory)) throw alreadyThere(directory);
  const record = await readDocument(run, RUN_FILES.record, trainingRecordSchema);
  const reference = await readDocument(run, RUN_FILES.reference, referenceRunSchema);
  const subject = await readSubject(run);
  const model = withMetadata(await readPart(run, RUN_FILES.model), title.name, title.version);
  await requireReference(model, reference);
  const certificate = await evaluateModel({ ...subject, model }, options);
  const blobs = new Map<BlobRole, Uint8Array<ArrayBuffer>>([
    ['model', model],
    ['reference', canonicalBytes(reference)],
    ['certificate', canonicalBytes(certificate)],
  ]);
  const draft = await manifestOf(record, title, certificate, blobs, options.created ?? new Date());
  const manifest = await checkRelease({ manifest: draft, blobs });
  await smokeRunModel(manifest, model, blobs.get('reference')!);
  const bytes = canonicalBytes(manifest);
  await writeWhole(directory, [
    ['manifest.json', bytes],
    ...[...blobs].map(([role, blob]) => [BLOB_FILES[role].file, blob] as const),
    ['certificate.html', certificatePage(certificate, `${title.name} ${title.version}`)],
  ]);
  return { manifest, certificate, digest: await sha256Digest(bytes) };
}

const alreadyThere = (directory: string): SubjectError =>
  new SubjectError(`${directory} is there already; a release is never overwritten`);

/** The smoke run gives what the exporter got, also after the model was renamed. */
async function requireReference(model: Uint8Array<ArrayBuffer>, reference: ReferenceRun): Promise<void> {
  const [name, expected] = Object.entries(reference.outputs)[0] ?? [];
  if (name === undefined || !expected) throw new SubjectError(`${RUN_FILES.reference}: has no outputs`);
  const data = await withNetwork(model, ({ session }) =>
    runModel(session, reference.inputs, name, [SCORER_TENSORS.event]),
  );
  const difference = compareReferenceRun(reference, { [name]: { shape: expected.shape, data: [...data] } });
  if (difference) throw new SubjectError(`the model does not repeat its reference run: ${difference}`);
}

async function manifestOf(
  record: TrainingRecord,
  title: ReleaseTitle,
  certificate: Certificate,
  blobs: ReadonlyMap<BlobRole, Uint8Array<ArrayBuffer>>,
  created: Date,
): Promise<unknown> {
  const { schema: _schema, description, data, ...learned } = record;
  const list: Blob[] = [];
  for (const [role, bytes] of blobs)
    list.push({ role, digest: await sha256Digest(bytes), bytes: bytes.length, media_type: BLOB_FILES[role].media });
  return {
    ...learned,
    schema: MANIFEST_SCHEMA,
    name: title.name,
    version: title.version,
    description: title.description ?? description,
    licence: title.licence,
    created: created.toISOString(),
    blobs: list,
    data: [...data, ...certificateData(certificate, data)],
    certificate: list.find(({ role }) => role === 'certificate')!.digest,
  };
}

/** The certificate's samples as the manifest lists data; truth and class by the names of the training samples. */
function certificateData({ samples, kind }: Certificate, data: TrainingRecord['data']): TrainingRecord['data'] {
  const sample = (scorerClass?: string) => {
    const like = data.find(
      ({ use, parameters }) =>
        use === 'training' && (scorerClass === undefined || `${parameters['class']}` === scorerClass),
    );
    if (!like) return [];
    // a file's events are those of its certificate part, which its own seed divides off
    const seed = like.digest === undefined ? samples.seed : like.seed;
    return [{ ...like, use: 'certificate' as const, events: samples.events, seed }];
  };
  // a generator's certificate uses several ranges of the seed's events, from event 0 on
  const used = Math.max(...Object.values(samples.sets).map(({ first, events }) => first + events));
  return kind === 'generator' ? sample().map((s) => ({ ...s, events: used })) : [...sample('0'), ...sample('1')];
}

/** Writes files into a directory that takes its name when all are there. */
async function writeWhole(
  directory: string,
  files: readonly (readonly [string, Uint8Array | string])[],
): Promise<void> {
  const temporary = join(dirname(directory), `.${basename(directory)}.${process.pid}.part`);
  await mkdir(temporary, { recursive: true });
  try {
    for (const [name, content] of files) await writeFile(join(temporary, name), content);
    await rename(temporary, directory);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    if (error instanceof Error && 'code' in error && (error.code === 'ENOTEMPTY' || error.code === 'EEXIST'))
      throw alreadyThere(directory);
    throw error;
  }
}
