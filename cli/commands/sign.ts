import { statSync } from 'node:fs';
import { defineCommand } from 'citty';
import { canonicalBytes } from '../../models/contract/canonical.ts';
import { sha256Digest } from '../../models/contract/digest.ts';
import type { Manifest } from '../../models/contract/manifest.ts';
import { MalformedReference, parseReference } from '../../models/contract/reference.ts';
import { type SigningKey, signManifest } from '../../models/contract/signing/sign.ts';
import { RegistryError } from '../../models/registry/error.ts';
import { signatureKey } from '../../models/registry/keys.ts';
import { readManifest } from '../../models/registry/read.ts';
import { resolveReference } from '../../models/registry/resolve.ts';
import type { ObjectStore } from '../../models/registry/store.ts';
import { StoreWriter } from '../../models/registry/store-writer.ts';
import type { RegistryWriter } from '../../models/registry/writer.ts';
import { openWriter } from '../../trainer/publish/open-writer.ts';
import { ReleaseDirectoryError, readReleaseDirectory } from '../../trainer/publish/release-directory.ts';
import { writeReleaseSignature } from '../../trainer/publish/release-signatures.ts';
import { S3Error } from '../../trainer/publish/s3-error.ts';
import { S3Store } from '../../trainer/publish/s3-store.ts';
import { ServiceError } from '../../trainer/publish/service-error.ts';
import { isBucket, type ServiceTarget } from '../../trainer/publish/target.ts';
import { CommandError } from '../errors.ts';
import { readSigningKey } from '../keys.ts';
import { readTarget, TARGET_DESCRIPTION } from '../registry/target.ts';
import { calling, connect, DEFAULT_URL } from '../service.ts';

const isDirectory = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** Signs a release directory, checked whole first; gives what was signed and the file. */
async function signDirectory(directory: string, key: SigningKey): Promise<string> {
  const { manifest } = await readReleaseDirectory(directory);
  const file = await writeReleaseSignature(directory, await signManifest(manifest, key));
  return `${manifest.name}@${manifest.version} signed by ${key.keyid}\n  ${file}\n`;
}

/** A release that is published: what it is, and where its signature goes. */
interface Published {
  manifest: Manifest;
  digest: string;
  writer: RegistryWriter;
}

async function findInBucket(store: ObjectStore, reference: string): Promise<Published> {
  const { name, version, digest } = await resolveReference(store, reference);
  const manifest = await readManifest(store, digest);
  requireNamed(reference, manifest, { name, version, digest });
  return { manifest, digest, writer: new StoreWriter(store) };
}

/** What a service shows is hashed here: nobody is to sign what they did not mean to. */
async function findThroughService(target: ServiceTarget, reference: string): Promise<Published> {
  const client = connect(target.serviceUrl);
  const [resolved] = await calling(client.resolve([reference]));
  if (!resolved) throw new CommandError(`${target.serviceUrl} does not say what ${reference} is`, 4);
  const { name, version, digest } = resolved;
  const { manifest } = await calling(client.version(name, digest));
  const actual = await sha256Digest(canonicalBytes(manifest));
  if (actual !== digest) throw new CommandError(`${target.serviceUrl} gave ${actual} for ${digest}`, 4);
  requireNamed(reference, manifest, { name, version, digest });
  return { manifest, digest, writer: openWriter(target) };
}

interface Named {
  name: string;
  version: string;
  digest: string;
}

function requireNamed(reference: string, manifest: Manifest, { name, version, digest }: Named): void {
  const asked = parseReference(reference);
  const asVersion = asked.by !== 'version' || asked.version === manifest.version;
  const asDigest = asked.by !== 'digest' || asked.digest === digest;
  if (asked.name === name && manifest.name === name && manifest.version === version && asVersion && asDigest) return;
  const stated = `${manifest.name}@${manifest.version}`;
  throw new CommandError(`${reference}: the pointer leads to the manifest of ${stated}`, 4);
}

/** Signs a published release, in its bucket or through its service. */
async function signPublished(reference: string, to: string, key: SigningKey): Promise<string> {
  const target = readTarget(to);
  const { manifest, digest, writer } = isBucket(target)
    ? await findInBucket(new S3Store(target), reference)
    : await findThroughService(target, reference);
  const outcome = await writer.putSignature(manifest.name, digest, await signManifest(manifest, key));
  const signed = `${manifest.name}@${manifest.version} signed by ${key.keyid}`;
  return `${signed}\ndigest ${digest}\n  ${signatureKey(digest, key.keyid)} ${outcome}\n`;
}

function requireReference(text: string): void {
  try {
    parseReference(text);
  } catch (error) {
    if (!(error instanceof MalformedReference)) throw error;
    throw new CommandError(`${text} is no release directory and no model reference`, 3, { cause: error });
  }
}

export default defineCommand({
  meta: { name: 'sign', description: 'Sign a release: a directory, or one that is published' },
  args: {
    release: {
      type: 'positional',
      required: true,
      description: 'release directory, or reference',
      valueHint: 'DIR|REF',
    },
    key: { type: 'string', required: true, description: 'the private key (hadronedge keys create)', valueHint: 'FILE' },
    to: {
      type: 'string',
      default: DEFAULT_URL,
      description: `for a reference: ${TARGET_DESCRIPTION}`,
      valueHint: 'URL',
    },
  },
  async run({ args }) {
    const key = await readSigningKey(args.key);
    const directory = isDirectory(args.release);
    if (!directory) requireReference(args.release);
    try {
      const done = directory ? signDirectory(args.release, key) : signPublished(args.release, args.to, key);
      process.stdout.write(await done);
    } catch (error) {
      if (error instanceof ReleaseDirectoryError) throw new CommandError(error.message, 3, { cause: error });
      if (error instanceof S3Error || error instanceof ServiceError) {
        throw new CommandError(error.message, 4, { cause: error });
      }
      if (error instanceof RegistryError) throw new CommandError(error.message, directory ? 3 : 4, { cause: error });
      throw error;
    }
  },
});
