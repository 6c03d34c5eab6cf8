import { z } from 'zod';
import { copyParameters, type LayerParameters, type Parameter } from '../networks/parameters.ts';
import { decodeTensors, encodeTensors, TensorFileError } from './safetensors.ts';

const CHECKPOINT_SCHEMA = 'hadronedge/checkpoint/1';
const BEST = 'best.';

const settingValue = z.union([z.string(), z.number(), z.boolean(), z.array(z.number())]);

/** Where a training stands, beside the arrays. */
const positionSchema = z.strictObject({
  schema: z.literal(CHECKPOINT_SCHEMA),
  preset: z.string(),
  seed: z.string(),
  settings: z.record(z.string(), settingValue),
  step: z.int().min(0),
  best_step: z.int().min(0),
  /** The criterion at the best step; null before the first validation. */
  best_figure: z.number().nullable(),
  /** Losses summed since the last report, and how many steps. */
  sums: z.record(z.string(), z.number()),
  summed: z.int().min(0),
  wall_time_s: z.number().min(0),
});

export type Position = Omit<z.infer<typeof positionSchema>, 'schema'>;

/** A training's whole state: continuing from it gives the same bits as never having stopped. */
export interface Checkpoint {
  position: Position;
  state: Parameter[];
  /** The best network so far. */
  best: Parameter[];
}

/** The bytes of a checkpoint, a safetensors file. */
export function encodeCheckpoint({ position, state, best }: Checkpoint): Uint8Array {
  const tensors = [...state, ...best.map((parameter) => ({ ...parameter, name: BEST + parameter.name }))];
  const metadata = { hadronedge: JSON.stringify({ schema: CHECKPOINT_SCHEMA, ...position }) };
  return encodeTensors({ tensors, metadata });
}

/** Reads a checkpoint; throws a TensorFileError where the bytes are none. */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const { tensors, metadata } = decodeTensors(bytes);
  const parsed = positionSchema.safeParse(JSON.parse(metadata['hadronedge'] ?? 'null'));
  if (!parsed.success) throw new TensorFileError(`not a checkpoint: ${z.prettifyError(parsed.error)}`);
  const { schema: _, ...position } = parsed.data;
  return {
    position,
    state: tensors.filter(({ name }) => !name.startsWith(BEST)),
    best: tensors
      .filter(({ name }) => name.startsWith(BEST))
      .map((tensor) => ({ ...tensor, name: tensor.name.slice(BEST.length) })),
  };
}

/** Puts saved values into live arrays by name; throws a TensorFileError where one is missing or of another size. */
export function restoreParameters(live: LayerParameters, saved: LayerParameters): void {
  const byName = new Map(saved.map((parameter) => [parameter.name, parameter.data]));
  for (const { name, data } of live) {
    const values = byName.get(name);
    if (values?.length !== data.length) throw new TensorFileError(`the checkpoint has no '${name}' of ${data.length}`);
    data.set(values);
  }
}

/** A checkpoint of live arrays, in arrays of its own. */
export function snapshot(position: Position, state: LayerParameters, best: LayerParameters): Checkpoint {
  return { position: structuredClone(position), state: copyParameters(state), best: copyParameters(best) };
}
