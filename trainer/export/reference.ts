import type { ReferenceRun } from '../../models/contract/reference-run.ts';
import { GENERATOR_TENSORS, SCORER_TENSORS } from '../../models/contract/tensors.ts';
import { NOISE_DIMENSION } from '../networks/generator.ts';
import { type Scorer, scoreHadrons } from '../networks/scorer.ts';
import { type NamedTensors, openModel, runModel } from './onnx-run.ts';
import { generatorProbe, scorerProbe } from './probe.ts';
import { SCORER_INTERFACE } from './scorer-graph.ts';

/** Largest difference allowed between the trained network and its exported graph: radians, or logits (see below). */
export const PARITY = 1e-5;

/** Rows of a reference run: six extreme clusters and two ordinary ones; four extreme events and four ordinary ones. */
const REFERENCE_ROWS = 8;
const PARITY_ROWS = 1000;
const PARITY_EVENTS = 100;

/** The exported graph does not compute what the trained network does. */
export class ParityError extends Error {
  override readonly name = 'ParityError';
}

/**
 * The largest difference of two outputs, relative where the value exceeds 1 in size: logits far outside the training
 * range are large, and float32 has no more than seven digits. Infinite where a value is missing or not finite.
 */
export function largestDifference(expected: ArrayLike<number>, got: ArrayLike<number>): number {
  if (expected.length !== got.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(expected[i]! - got[i]!) / Math.max(1, Math.abs(expected[i]!));
    if (!Number.isFinite(difference)) return Number.POSITIVE_INFINITY;
    largest = Math.max(largest, difference);
  }
  return largest;
}

const tensor = (data: ArrayLike<number>, shape: number[]) => ({ shape, data: Array.from(data) });

/** Inputs of a generator's graph by name; the condition has as many columns as there are numbers for each row. */
export function generatorInputs(condition: ArrayLike<number>, noise: ArrayLike<number>): NamedTensors {
  const rows = noise.length / NOISE_DIMENSION;
  return {
    [GENERATOR_TENSORS.condition]: tensor(condition, [rows, condition.length / rows]),
    [GENERATOR_TENSORS.noise]: tensor(noise, [rows, NOISE_DIMENSION]),
  };
}

/** Angles [n, 2] of conditions and noise by the trained network itself. */
type GenerateAngles = (condition: Float32Array, noise: Float32Array) => Promise<Float32Array>;

/** Inputs of a scorer's graph by name: hadrons, the event of each, and the hadrons of each event. */
export function scorerInputs(hadrons: ArrayLike<number>, offsets: readonly number[]): NamedTensors {
  const counts = offsets.slice(1).map((end, e) => end - offsets[e]!);
  const event = counts.flatMap((count, e) => Array<number>(count).fill(e));
  return {
    hadrons: tensor(hadrons, [event.length, 4]),
    event: tensor(event, [event.length]),
    count: tensor(counts, [counts.length]),
  };
}

function requireParity(expected: Float32Array, got: Float32Array): void {
  const difference = largestDifference(expected, got);
  if (difference > PARITY)
    throw new ParityError(`the exported graph differs from the trained network by ${difference} (at most ${PARITY})`);
}

/**
 * Runs an exported generator in onnxruntime, checks it against the network itself on 1,000 rows (throws a ParityError),
 * and gives the reference run of its first rows.
 * @param columns columns of its condition
 */
export async function checkGenerator(
  generate: GenerateAngles,
  columns: number,
  model: Uint8Array,
): Promise<ReferenceRun> {
  const { condition, noise } = generatorProbe(PARITY_ROWS, NOISE_DIMENSION, columns);
  const output = GENERATOR_TENSORS.angles;
  const session = await openModel(model);
  try {
    const got = await runModel(session, generatorInputs(condition, noise), output);
    requireParity(await generate(condition, noise), got);
    const inputs = generatorInputs(
      condition.subarray(0, columns * REFERENCE_ROWS),
      noise.subarray(0, NOISE_DIMENSION * REFERENCE_ROWS),
    );
    const angles = await runModel(session, inputs, output);
    return { inputs, outputs: { [output]: tensor(angles, [REFERENCE_ROWS, 2]) }, tolerance: PARITY };
  } finally {
    await session.release();
  }
}

/** The same for a scorer, on 100 events. */
export async function checkScorer(scorer: Scorer, model: Uint8Array): Promise<ReferenceRun> {
  const { hadrons, offsets } = scorerProbe(PARITY_EVENTS);
  const output = SCORER_INTERFACE.output.name;
  const session = await openModel(model);
  try {
    const got = await runModel(session, scorerInputs(hadrons, offsets), output, [SCORER_TENSORS.event]);
    requireParity(await scoreHadrons(scorer, hadrons, offsets), got);
    const end = offsets[REFERENCE_ROWS]!;
    const inputs = scorerInputs(hadrons.subarray(0, 4 * end), offsets.slice(0, REFERENCE_ROWS + 1));
    const logits = await runModel(session, inputs, output, [SCORER_TENSORS.event]);
    return { inputs, outputs: { [output]: tensor(logits, [REFERENCE_ROWS]) }, tolerance: PARITY };
  } finally {
    await session.release();
  }
}
