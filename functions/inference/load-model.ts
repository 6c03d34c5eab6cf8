import type { Manifest } from '../../models/contract/manifest.ts';
import { type ReferenceRun, referenceRunSchema } from '../../models/contract/reference-run.ts';
import { GateFault } from '../../models/registry/gate/fault.ts';
import { checkGate, gateRefusal } from '../../models/registry/gate/gate.ts';
import type { Feeds } from '../../models/registry/gate/probe.ts';
import { referenceFault } from '../../models/registry/gate/reference-run.ts';
import { smokeRun } from '../../models/registry/gate/smoke-run.ts';
import { blobOf, readManifest, readVerifiedBlob } from '../../models/registry/read.ts';
import type { Resolved } from '../../models/registry/resolve.ts';
import type { ObjectStore } from '../../models/registry/store.ts';
import { LIMITS } from '../limits.ts';
import { ModelRefused } from './refusal.ts';
import { openSession, outOfMemory, type Session, Tensor } from './runtime.ts';
import type { Admit, Held } from './session-cache.ts';
import type { RequireTrust } from './trust.ts';

/** A model that passed every check and is ready to run. */
export interface LoadedModel extends Held {
  name: string;
  version: string;
  digest: string;
  manifest: Manifest;
  session: Session;
  /** Time (ms since 1970) at which the signature must be looked at again. */
  trustedUntil: number;
}

/**
 * Loads a published model: manifest and blobs hashed again, signature where one is demanded, gate, session, and the smoke run, whose answers must be the
 * exporter's, finite, and the same for each row alone. Throws ModelRefused where a check fails, RegistryError 'corrupt' or 'gate', or a `busy` problem.
 */
export async function loadModel(
  store: ObjectStore,
  resolved: Resolved,
  admit: Admit,
  requireTrust: RequireTrust,
): Promise<LoadedModel> {
  const manifest = await readManifest(store, resolved.digest);
  requireNamed(manifest, resolved);
  const trustedUntil = await requireTrust(manifest, resolved.digest);
  return { ...(await openRelease(store, manifest, resolved.digest, admit)), trustedUntil };
}

/**
 * Opens a release whose blobs are stored: all of `loadModel` but the manifest and the signature, so that a release can be
 * proved before it is published. Whether its signature is believed is still to be asked when it is used. Throws as
 * `loadModel`.
 */
export async function openRelease(
  store: ObjectStore,
  manifest: Manifest,
  digest: string,
  admit: Admit,
): Promise<LoadedModel> {
  const blob = blobOf(manifest, 'model');
  if (blob.bytes > LIMITS.model_bytes) {
    throw new ModelRefused('too-large', `the ONNX file has ${blob.bytes} bytes, above the limit ${LIMITS.model_bytes}`);
  }
  await admit(blob.bytes);
  const bytes = await readVerifiedBlob(store, blob);
  const reference = parseReference(manifest, await readVerifiedBlob(store, blobOf(manifest, 'reference')));
  checkGate(bytes, manifest);
  const session = await open(manifest, bytes);
  const { name, version } = manifest;
  const release = () => session.release();
  const model = { name, version, digest, manifest, session, trustedUntil: 0, bytes: blob.bytes, release };
  try {
    await smokeRun(manifest, reference, (feeds) => run(model, feeds), outOfMemory);
  } catch (error) {
    await session.release();
    throw error;
  }
  return model;
}

/** A pointer that leads to the manifest of another model or version would have it answer under a wrong name. */
function requireNamed(manifest: Manifest, { name, version, digest }: Resolved): void {
  if (manifest.name === name && manifest.version === version) return;
  throw new ModelRefused('corrupt', `${digest} is the manifest of ${manifest.name}@${manifest.version}`);
}

function parseReference(manifest: Manifest, bytes: Uint8Array): ReferenceRun {
  const reference = referenceOf(bytes);
  const fault = referenceFault(manifest, reference);
  if (fault !== null) throw new ModelRefused('invalid-release', `the reference run cannot be run: ${fault}`);
  return reference;
}

function referenceOf(bytes: Uint8Array): ReferenceRun {
  try {
    return referenceRunSchema.parse(
      JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)),
    );
  } catch (error) {
    throw new ModelRefused('invalid-release', 'the reference run breaks its schema', { cause: error });
  }
}

async function open(manifest: Manifest, bytes: Uint8Array): Promise<Session> {
  try {
    return await openSession(bytes);
  } catch (error) {
    if (outOfMemory(error)) throw error;
    const fault = new GateFault('session', 'the ONNX runtime does not take the graph', { cause: error });
    throw gateRefusal(manifest, fault.code, fault);
  }
}

/** The outputs for named inputs. */
async function run({ manifest, session }: LoadedModel, feeds: Feeds): Promise<ReferenceRun['outputs']> {
  const tensors: Record<string, InstanceType<typeof Tensor>> = {};
  for (const { name, type } of manifest.tensors.inputs) {
    const input = feeds[name];
    if (!input) throw new Error(`no input ${name}`);
    tensors[name] =
      type === 'int64'
        ? new Tensor('int64', BigInt64Array.from(input.data, BigInt), input.shape)
        : new Tensor('float32', Float32Array.from(input.data), input.shape);
  }
  const outputs = await session.run(tensors);
  return Object.fromEntries(
    Object.entries(outputs).map(([name, tensor]) => [
      name,
      { shape: [...tensor.dims], data: Array.from(tensor.data as ArrayLike<number | bigint>, Number) },
    ]),
  );
}
