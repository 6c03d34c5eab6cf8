import type { z } from 'zod';
import { sha256Digest } from '../contract/digest.ts';
import { BLOB_ROLES, type Blob, type BlobRole, type Manifest, manifestSchema } from '../contract/manifest.ts';
import { referenceRunSchema } from '../contract/reference-run.ts';
import { RegistryError } from './error.ts';
import { checkGate } from './gate/gate.ts';
import { referenceFault } from './gate/reference-run.ts';

/** What is published: a manifest (checked here) and the bytes of its blobs by role. */
export interface Release {
  manifest: unknown;
  blobs: ReadonlyMap<BlobRole, Uint8Array<ArrayBuffer>>;
}

/**
 * Checks that a release is whole: the manifest follows its schema and names a model, a reference run and a certificate;
 * every blob has the digest and length it says; the model passes the gate; the reference run fits its tensors.
 *
 * Gives the parsed manifest. Throws RegistryError 'invalid-release' or 'gate'.
 */
export async function checkRelease(release: Release): Promise<Manifest> {
  const parsed = manifestSchema.safeParse(release.manifest);
  if (!parsed.success) throw invalid('manifest', `the manifest breaks its schema: ${firstIssue(parsed.error)}`);
  const manifest = parsed.data;
  for (const role of BLOB_ROLES) {
    if (!manifest.blobs.some((blob) => blob.role === role)) throw invalid(role, `the manifest lists no ${role} blob`);
  }
  for (const blob of manifest.blobs) await checkBlob(blob, release.blobs.get(blob.role));
  if (manifest.blobs.find((blob) => blob.role === 'certificate')!.digest !== manifest.certificate) {
    throw invalid(
      'certificate',
      'the certificate blob does not have the digest that the manifest gives as certificate',
    );
  }
  checkGate(release.blobs.get('model')!, manifest);
  checkReference(manifest, release.blobs.get('reference')!);
  return manifest;
}

async function checkBlob(blob: Blob, bytes: Uint8Array<ArrayBuffer> | undefined): Promise<void> {
  if (!bytes) throw invalid(blob.role, `the ${blob.role} blob is missing`);
  if (bytes.length !== blob.bytes) {
    throw invalid(blob.role, `the ${blob.role} blob has ${bytes.length} bytes, the manifest says ${blob.bytes}`);
  }
  const digest = await sha256Digest(bytes);
  if (digest !== blob.digest) {
    throw invalid(blob.role, `the ${blob.role} blob has digest ${digest}, the manifest says ${blob.digest}`);
  }
}

function checkReference(manifest: Manifest, bytes: Uint8Array<ArrayBuffer>): void {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes));
  } catch {
    throw invalid('reference', 'the reference run is not JSON');
  }
  const parsed = referenceRunSchema.safeParse(value);
  if (!parsed.success) throw invalid('reference', `the reference run breaks its schema: ${firstIssue(parsed.error)}`);
  const fault = referenceFault(manifest, parsed.data);
  if (fault) throw invalid('reference', `the reference run does not fit the model: ${fault}`);
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue ? `/${issue.path.join('/')}: ${issue.message}` : 'unknown';
}

const invalid = (subject: string, message: string): RegistryError =>
  new RegistryError('invalid-release', subject, message);
