import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalBytes } from '../../models/contract/canonical.ts';
import type { BlobRole, Manifest } from '../../models/contract/manifest.ts';
import { type SigningKey, signManifest } from '../../models/contract/signing/sign.ts';
import type { AliasOutcome } from '../../models/registry/alias.ts';
import { type PublishOptions, type PublishOutcome, publishThrough } from '../../models/registry/publish.ts';
import { checkRelease, type Release } from '../../models/registry/release.ts';
import type { RegistryWriter } from '../../models/registry/writer.ts';
import { smokeRunModel } from '../export/smoke.ts';
import { readReleaseSignatures } from './release-signatures.ts';

/** The files of a release directory. */
export const RELEASE_FILES = {
  manifest: 'manifest.json',
  model: 'model.onnx',
  reference: 'reference.json',
  certificate: 'certificate.json',
} as const satisfies Record<BlobRole | 'manifest', string>;

/** No file of a release is larger; the gate's own limit on models is smaller. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;

/** A release directory that cannot be read; the message names the file. */
export class ReleaseDirectoryError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ReleaseDirectoryError';
  }
}

/** A release read from files, with its manifest parsed. */
export interface VerifiedRelease extends Release {
  manifest: Manifest;
}

/**
 * Reads and checks a release directory: every file there, digests as the manifest says, the model through the gate.
 *
 * Throws ReleaseDirectoryError, or RegistryError 'invalid-release' or 'gate'.
 */
export async function readReleaseDirectory(directory: string): Promise<VerifiedRelease> {
  const manifest = parseJson(join(directory, RELEASE_FILES.manifest), await readFileOf(directory, 'manifest'));
  const roles: BlobRole[] = ['model', 'reference', 'certificate'];
  const blobs = new Map(
    await Promise.all(roles.map(async (role) => [role, await readFileOf(directory, role)] as const)),
  );
  return { manifest: await checkRelease({ manifest, blobs }), blobs };
}

/** An alias to move once the release is published. */
export interface AliasOptions {
  alias: string;
  who: string;
  why: string;
  when: string;
}

/** What else to do; the signatures that lie in the directory are always published. */
export type DirectoryOptions = Omit<PublishOptions, 'signatures'> & {
  alias?: AliasOptions;
  /** Also sign with this key. */
  sign?: SigningKey;
};

export interface DirectoryOutcome {
  release: PublishOutcome;
  alias?: AliasOutcome;
}

/** Publishes a release directory after its smoke run and, where asked, moves an alias to it; errors of each step. */
export async function publishDirectory(
  writer: RegistryWriter,
  directory: string,
  options: DirectoryOptions = {},
): Promise<DirectoryOutcome> {
  const checked = await readReleaseDirectory(directory);
  await smokeRunModel(checked.manifest, checked.blobs.get('model')!, checked.blobs.get('reference')!);
  const { sign, ...rest } = options;
  const signatures = await readReleaseSignatures(directory);
  if (sign) signatures.push(canonicalBytes(await signManifest(checked.manifest, sign)));
  const release = await publishThrough(writer, checked, { ...rest, signatures });
  if (!options.alias) return { release };
  const { alias, ...change } = options.alias;
  return { release, alias: await writer.moveAlias(release.name, alias, { ...change, version: release.version }) };
}

async function readFileOf(directory: string, file: keyof typeof RELEASE_FILES): Promise<Uint8Array<ArrayBuffer>> {
  const path = join(directory, RELEASE_FILES[file]);
  try {
    const { size } = await stat(path);
    if (size > MAX_FILE_BYTES) throw new Error(`${size} bytes are too many`);
    return new Uint8Array(await readFile(path));
  } catch (error) {
    const absent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const why = absent ? 'no such file; is this a release directory?' : String(error);
    throw new ReleaseDirectoryError(`cannot read ${path}: ${why}`, { cause: error });
  }
}

function parseJson(path: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new ReleaseDirectoryError(`${path} is not JSON`, { cause: error });
  }
}
