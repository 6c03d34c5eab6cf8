import { statSync } from 'node:fs';
import { defineCommand } from 'citty';
import { MalformedReference, parseReference } from '../../models/contract/reference.ts';
import { type SigningKey, signManifest } from '../../models/contract/signing/sign.ts';
import { RegistryError } from '../../models/registry/error.ts';
import { readManifest } from '../../models/registry/read.ts';
import { resolveReference } from '../../models/registry/resolve.ts';
import { putSignature } from '../../models/registry/signatures.ts';
import { ReleaseDirectoryError, readReleaseDirectory } from '../../trainer/publish/release-directory.ts';
import { writeReleaseSignature } from '../../trainer/publish/release-signatures.ts';
import { S3Error } from '../../trainer/publish/s3-error.ts';
import { S3Store } from '../../trainer/publish/s3-store.ts';
import { CommandError } from '../errors.ts';
import { readSigningKey } from '../keys.ts';
import { DEFAULT_URL } from '../service.ts';
import { readTarget, TARGET_DESCRIPTION } from '../target.ts';

const isDirectory = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** Signs a release directory, checked whole first; gives what was signed and the file. */
async function signDirectory(directory: string, key: SigningKey): Promise<string> {
  const { manifest } = await readReleaseDirectory(directory);
  const file = await writeReleaseSignature(directory, await signManifest(manifest, key));
  return `${manifest.name}@${manifest.version} signed by ${key.keyid}\n  ${file}\n`;
}

/** Signs a published release, in its bucket. */
async function signPublished(reference: string, to: string, key: SigningKey): Promise<string> {
  const store = new S3Store(readTarget(to));
  const { name, version, digest } = await resolveReference(store, reference);
  const manifest = await readManifest(store, digest);
  if (manifest.name !== name || manifest.version !== version) {
    throw new CommandError(
      `${reference}: the pointer leads to the manifest of ${manifest.name}@${manifest.version}`,
      4,
    );
  }
  const { outcome, key: object } = await putSignature(store, digest, await signManifest(manifest, key));
  return `${name}@${version} signed by ${key.keyid}\ndigest ${digest}\n  ${object} ${outcome}\n`;
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
      if (error instanceof S3Error) throw new CommandError(error.message, 4, { cause: error });
      if (error instanceof RegistryError) throw new CommandError(error.message, directory ? 3 : 4, { cause: error });
      throw error;
    }
  },
});
