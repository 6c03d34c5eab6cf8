import type { ReferenceRun } from '../../contract/reference-run.ts';
import { GateFault } from './fault.ts';
import { gateRefusal } from './gate.ts';
import type { GateManifest } from './interface.ts';
import { type Feeds, probeOf } from './probe.ts';
import { compareReferenceRun } from './reference-run.ts';

type Outputs = ReferenceRun['outputs'];

/** Runs a model once; throws where the runtime fails. */
export type Run = (feeds: Feeds) => Promise<Outputs>;

/**
 * The second half of the gate, for whoever has a runtime: the reference run gives the stored answers; legal inputs that
 * the model's author did not choose give finite ones; and rows alone give, to the bit, what they give among others.
 *
 * Throws RegistryError 'gate' with one of SMOKE_CODES; what `passOn` says is no fault of the model is thrown as it is.
 */
export async function smokeRun(
  manifest: GateManifest,
  reference: ReferenceRun,
  run: Run,
  passOn: (error: unknown) => boolean = () => false,
): Promise<void> {
  const attempt = async (feeds: Feeds): Promise<Outputs> => {
    try {
      return await run(feeds);
    } catch (error) {
      if (passOn(error)) throw error;
      throw new GateFault('run-failed', 'the runtime fails on legal inputs', { cause: error });
    }
  };
  try {
    checkReferenceRun(reference, await attempt(reference.inputs));
    const { whole, parts } = probeOf(manifest);
    const together = onlyOutput(manifest, await attempt(whole));
    requireFinite(together);
    const alone: number[] = [];
    for (const part of parts) alone.push(...onlyOutput(manifest, await attempt(part)));
    requireSame(together, alone);
  } catch (error) {
    if (error instanceof GateFault) throw gateRefusal(manifest, error.code, error);
    throw error;
  }
}

function checkReferenceRun(reference: ReferenceRun, outputs: Outputs): void {
  for (const { data } of Object.values(outputs)) requireFinite(data);
  const difference = compareReferenceRun(reference, outputs);
  if (difference !== null) throw new GateFault('reference-mismatch', difference);
}

function onlyOutput({ tensors }: GateManifest, outputs: Outputs): readonly number[] {
  const name = tensors.outputs[0]!.name;
  const output = Object.hasOwn(outputs, name) ? outputs[name] : undefined;
  if (!output) throw new GateFault('run-failed', `the runtime gives no output ${name}`);
  return output.data;
}

function requireFinite(data: readonly number[]): void {
  const at = data.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) throw new GateFault('output-not-finite', `an output is not finite for legal inputs, at element ${at}`);
}

function requireSame(together: readonly number[], alone: readonly number[]): void {
  const same = together.length === alone.length && together.every((value, i) => value === alone[i]);
  if (!same) throw new GateFault('row-dependence', 'the answer for a row depends on the other rows of the request');
}
