import { referenceRunSchema } from '../../models/contract/reference-run.ts';
import { SCORER_TENSORS } from '../../models/contract/tensors.ts';
import { GateFault } from '../../models/registry/gate/fault.ts';
import { gateRefusal } from '../../models/registry/gate/gate.ts';
import type { GateManifest } from '../../models/registry/gate/interface.ts';
import { smokeRun } from '../../models/registry/gate/smoke-run.ts';
import { openModel, runModel } from './onnx-run.ts';

/**
 * The gate's smoke run in the trainer's runtime, which is the one that serves. The reading half of the gate comes first
 * (`checkGate`): nothing that did not pass it is given to a runtime.
 *
 * @param reference the bytes of the `reference` blob, already checked against its schema
 * Throws RegistryError 'gate'.
 */
export async function smokeRunModel(
  manifest: GateManifest,
  model: Uint8Array<ArrayBuffer>,
  reference: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const session = await openModel(model).catch((cause: unknown) => {
    const fault = new GateFault('session', 'the ONNX runtime does not take the graph', { cause });
    throw gateRefusal(manifest, fault.code, fault);
  });
  const output = manifest.tensors.outputs[0]!.name;
  try {
    await smokeRun(
      manifest,
      referenceRunSchema.parse(JSON.parse(new TextDecoder().decode(reference))),
      async (feeds) => {
        const data = await runModel(session, feeds, output, [SCORER_TENSORS.event]);
        return { [output]: { shape: shapeOf(manifest, data.length), data: [...data] } };
      },
    );
  } finally {
    await session.release();
  }
}

/** Shape of the output with so many elements: angles [n, 2], logit [B]. */
const shapeOf = (manifest: GateManifest, length: number): number[] =>
  manifest.kind === 'generator' ? [length / 2, 2] : [length];
