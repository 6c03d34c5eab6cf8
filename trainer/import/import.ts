import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalBytes } from '../../models/contract/canonical.ts';
import { sha256Digest } from '../../models/contract/digest.ts';
import type { ReferenceRun } from '../../models/contract/reference-run.ts';
import type { CONDITION_FEATURES } from '../../models/contract/tensors.ts';
import { checkGate } from '../../models/registry/gate/gate.ts';
import type { GateManifest } from '../../models/registry/gate/interface.ts';
import { HADRON_MASSES, MASS_SOURCE } from '../../physics/particles/mass.ts';
import { graphMetadata } from '../export/metadata.ts';
import { smokeRunModel } from '../export/smoke.ts';
import { makeRelease, type Release, type ReleaseOptions } from '../release.ts';
import {
  type GeneratorRecord,
  generatorRecordSchema,
  RUN_FILES,
  TRAINING_RECORD_SCHEMA,
} from '../train/training-record.ts';
import { CONVENTIONS } from './convention.ts';
import { type Mapping, mappingOf } from './mapping.ts';
import { type OutsideGraph, parseOutsideModel, readOutsideGraph } from './outside-graph.ts';
import { checkWrapped } from './parity.ts';
import { ImportError, type ImportSpec } from './spec.ts';
import { wrapGraph, wrappedInterface } from './wrap.ts';

/** Bytes of an outside model's file, at most; the gate's own limit on what comes out is smaller. */
const MAX_BYTES = 64 * 1024 * 1024;

type FeatureName = (typeof CONDITION_FEATURES)[number];
const unitOf = (name: string): 'GeV' | '1' =>
  (['E', 'px', 'py', 'pz'] satisfies FeatureName[]).some((n) => n === name) ? 'GeV' : '1';

/** An outside generator as one of ours, checked, but not judged. */
export interface Wrapped {
  model: Uint8Array<ArrayBuffer>;
  reference: ReferenceRun;
  record: GeneratorRecord;
  /** Largest difference from the original over the probe, rad. */
  difference: number;
}

/**
 * Wraps an outside generator as its spec says: raised to opset 17, scaling and convention inside, through the gate, equal
 * to the original, finite and independent from row to row. Throws an ImportError, or a RegistryError 'gate'.
 */
export async function wrapModel(original: Uint8Array<ArrayBuffer>, spec: ImportSpec): Promise<Wrapped> {
  if (original.length > MAX_BYTES)
    throw new ImportError(`the model has ${original.length} bytes; ${MAX_BYTES} at most`);
  const digest = await sha256Digest(original);
  if (spec.origin.digest !== undefined && spec.origin.digest !== digest) {
    throw new ImportError(`the model has the digest ${digest}, the spec says ${spec.origin.digest}`);
  }
  const mapping = mappingOf(spec);
  const outside = readOutsideGraph(parseOutsideModel(original), spec);
  const model = wrapGraph(outside, mapping, graphMetadata(spec.name, spec.version));
  const record = recordOf(spec, mapping, outside, digest);
  const manifest: GateManifest = { ...record, name: spec.name, version: spec.version };
  // Before anything runs: the original has no other nodes than those that were understood.
  checkGate(model, manifest);
  const { reference, difference } = await checkWrapped(original, model, mapping, manifest);
  await smokeRunModel(manifest, model, canonicalBytes(reference));
  return { model, reference, record, difference };
}

/**
 * Makes a release of an outside generator: wraps it, judges it as our own models are (its closure certificate) and writes
 * the release directory, which appears whole or not at all. Throws as `wrapModel` and `makeRelease`.
 */
export async function importModel(
  original: Uint8Array<ArrayBuffer>,
  spec: ImportSpec,
  directory: string,
  options: ReleaseOptions = {},
): Promise<{ release: Release; difference: number }> {
  if (existsSync(directory)) throw new ImportError(`${directory} is there already; a release is never overwritten`);
  const { model, reference, record, difference } = await wrapModel(original, spec);
  const run = await mkdtemp(join(tmpdir(), 'hadronedge-import-'));
  try {
    await writeFile(join(run, RUN_FILES.model), model);
    await writeFile(join(run, RUN_FILES.reference), canonicalBytes(reference));
    await writeFile(join(run, RUN_FILES.record), canonicalBytes(record));
    const { name, version, licence } = spec;
    return { release: await makeRelease(run, directory, { name, version, licence }, options), difference };
  } finally {
    await rm(run, { recursive: true, force: true });
  }
}

/** What the manifest will say of an outside model; its training is not ours to describe beyond what the spec says. */
function recordOf(spec: ImportSpec, mapping: Mapping, outside: OutsideGraph, digest: string): GeneratorRecord {
  const { inputs, output } = wrappedInterface(mapping);
  const tensor = ({ name, type, shape }: (typeof inputs)[number] | typeof output) => ({
    name,
    type,
    shape: [...shape],
  });
  return generatorRecordSchema.parse({
    schema: TRAINING_RECORD_SCHEMA,
    kind: 'generator',
    description: spec.description,
    tensors: { inputs: inputs.map(tensor), outputs: [tensor(output)] },
    features: mapping.features.map(({ name, range }) => ({ name, unit: unitOf(name), range })),
    training: {
      preset: 'outside',
      settings: {
        original: digest,
        opset: outside.opset,
        convention: spec.convention,
        accept_lossy: spec.accept_lossy,
        inputs: mapping.inputs.map(({ tensor }) => tensor).join(' '),
        output: mapping.output.tensor,
        condition_factor: mapping.condition.map(({ factor }) => factor),
        condition_shift: mapping.condition.map(({ shift }) => shift),
        angle_factor: mapping.angles.map(({ factor }) => factor),
        angle_shift: mapping.angles.map(({ shift }) => shift),
      },
      seed: '0',
      backend: outside.producer || 'unknown',
      code_commit: 'unknown',
      steps: 0,
      best_step: 0,
      wall_time_s: 0,
    },
    data: [
      { use: 'training', source: spec.origin.source, parameters: { truth: spec.truth }, events: spec.origin.events },
    ],
    generator: {
      frame: CONVENTIONS[spec.convention].frame,
      noise_dimension: mapping.noiseDimension,
      hadrons: {
        masses: Object.fromEntries([...HADRON_MASSES].map(([id, mass]) => [`${id}`, mass])),
        source: MASS_SOURCE,
        default_pair: spec.hadrons.default_pair,
      },
    },
  });
}
