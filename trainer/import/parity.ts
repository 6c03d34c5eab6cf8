import type { ReferenceRun } from '../../models/contract/reference-run.ts';
import { GENERATOR_TENSORS } from '../../models/contract/tensors.ts';
import type { GateManifest } from '../../models/registry/gate/interface.ts';
import { type Feeds, probeOf } from '../../models/registry/gate/probe.ts';
import { type NamedTensors, openModel, runModel } from '../export/onnx-run.ts';
import { largestDifference, PARITY } from '../export/reference.ts';
import { apply } from './affine.ts';
import type { Mapping } from './mapping.ts';
import { ImportError } from './spec.ts';

/** Rows of the reference run: the probe's first, a cluster at rest and the ends of the range among them. */
const REFERENCE_ROWS = 8;

/** The original's inputs for ours, scaled here in float64 as its own code would. */
function originalInputs({ condition, noise, inputs }: Mapping, feeds: Feeds): NamedTensors {
  const ours = { condition: feeds[GENERATOR_TENSORS.condition]!, noise: feeds[GENERATOR_TENSORS.noise]! };
  const maps = { condition, noise };
  const rows = ours.condition.shape[0]!;
  return Object.fromEntries(
    inputs.map(({ tensor, pieces }) => {
      const data: number[] = [];
      for (let row = 0; row < rows; row++) {
        for (const { of, from, to } of pieces) {
          for (let column = from; column < to; column++) {
            data.push(apply(maps[of][column]!, ours[of].data[row * maps[of].length + column]!));
          }
        }
      }
      return [tensor, { shape: [rows, data.length / rows], data }];
    }),
  );
}

/** Our angles from the original's output, unscaled and converted here in float64. */
export function originalAngles({ output, angles }: Mapping, values: ArrayLike<number>): number[] {
  const rows = values.length / output.columns;
  return Array.from({ length: 2 * rows }, (_, i) => {
    const [row, angle] = [i >> 1, (i & 1) as 0 | 1];
    return apply(angles[angle], values[row * output.columns + output.picks[angle]]!);
  });
}

const firstRows = ({ shape, data }: Feeds[string], rows: number) => ({
  shape: [rows, ...shape.slice(1)],
  data: data.slice(0, (rows * data.length) / shape[0]!),
});

/**
 * Runs the original and the wrapped model on the same clusters, the original with scaling and conventions outside, and
 * gives the reference run. Throws an ImportError where they differ by more than 1e-5 rad, relative beyond 1 rad.
 */
export async function checkWrapped(
  original: Uint8Array,
  wrapped: Uint8Array,
  mapping: Mapping,
  manifest: GateManifest,
): Promise<{ reference: ReferenceRun; difference: number }> {
  const { whole } = probeOf(manifest);
  const values = await runOnce(original, originalInputs(mapping, whole), mapping.output.tensor);
  const rows = whole[GENERATOR_TENSORS.condition]!.shape[0]!;
  if (values.length !== rows * mapping.output.columns) {
    throw new ImportError(
      `the output ${mapping.output.tensor} has ${values.length / rows} columns, not ${mapping.output.columns}`,
    );
  }
  const got = await runOnce(wrapped, whole, GENERATOR_TENSORS.angles);
  const difference = largestDifference(originalAngles(mapping, values), got);
  if (!(difference <= PARITY)) {
    throw new ImportError(`the wrapped model differs from the original by ${difference} (at most ${PARITY})`);
  }
  const inputs = Object.fromEntries(
    Object.entries(whole).map(([name, feed]) => [name, firstRows(feed, REFERENCE_ROWS)]),
  );
  const data = [...(await runOnce(wrapped, inputs, GENERATOR_TENSORS.angles))];
  const outputs = { [GENERATOR_TENSORS.angles]: { shape: [REFERENCE_ROWS, 2], data } };
  return { reference: { inputs, outputs, tolerance: PARITY }, difference };
}

function refuse(cause: unknown): never {
  const why = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
  throw new ImportError(`the ONNX runtime refuses the model: ${why}`, { cause });
}

async function runOnce(model: Uint8Array, inputs: NamedTensors, output: string): Promise<Float32Array> {
  const session = await openModel(model).catch(refuse);
  try {
    return await runModel(session, inputs, output).catch(refuse);
  } finally {
    await session.release();
  }
}
