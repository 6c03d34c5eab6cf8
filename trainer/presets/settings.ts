import { z } from 'zod';
import { FRAMES } from '../../physics/decay/frame.ts';
import { TRUTHS, type TruthName } from '../../physics/hadronization/parameters.ts';
import { LUND_STRING_NAME } from './truth-seed.ts';

const TRUTH_NAMES = Object.keys(TRUTHS) as [TruthName, ...TruthName[]];

const count = z.int().min(1).max(100_000_000);
const widths = z.array(z.int().min(1).max(4096)).min(1).max(8);
const rate = z.number().positive().max(1);
const fraction = z.number().min(0).max(1);
const momentum = z.number().min(0).max(0.999999);
const truth = z.enum(TRUTH_NAMES);

const common = {
  steps: count,
  batch: count,
  training_events: count,
  validation_events: count,
  /** Steps between two reports; each validates. */
  report_every: count,
  /** Steps over which the learning rate falls; a training may go on longer, at the final rate. */
  schedule_steps: count,
  beta1: momentum,
  beta2: momentum,
  /** The learning rate falls along a cosine to this fraction of itself. */
  final_rate: fraction,
};

/** Settings of a preset that trains a generator. Units: batch in clusters, events in events. */
export const generatorSettingsSchema = z.strictObject({
  ...common,
  truth,
  hidden: widths,
  discriminator_hidden: widths,
  generator_rate: rate,
  discriminator_rate: rate,
  r1: z.number().min(0),
  energy_weight: z.number().min(0),
  average_decay: momentum,
});

/**
 * Settings of a preset that trains a generator from unordered events (train/event-gan.ts): `training_events` and
 * `validation_events` events give the clusters, and as many others the hadrons. Batch in events of either kind.
 */
export const eventGeneratorSettingsSchema = z.strictObject({
  ...common,
  truth,
  frame: z.enum(FRAMES),
  hidden: widths,
  phi: widths,
  rho: widths,
  generator_rate: rate,
  discriminator_rate: rate,
  r1: z.number().min(0),
  event_axis: z.boolean(),
  pull_weight: z.number().min(0),
  average_decay: momentum,
});

/** A class of a scorer: a cluster-model truth, or the Lund string. */
const classTruth = z.enum([...TRUTH_NAMES, LUND_STRING_NAME]);

/** Settings of a preset that trains a scorer. Batch and events are those of one class. */
export const scorerSettingsSchema = z.strictObject({
  ...common,
  truth_0: classTruth,
  truth_1: classTruth,
  /** A shipped generator, `name@version`, that makes class 1 from the clusters of `truth_1`; empty where none does. */
  generator: z.string().max(128),
  /** Layers that weigh energies for the moments; the last width is how many weights there are. */
  moments: widths,
  phi: widths,
  rho: widths,
  rate,
  average_decay: momentum,
  calibration_events: count,
  /** Reports without a smaller validation loss before training stops; 0 never stops. */
  patience: z.int().min(0),
  logit_clip: z.number().positive(),
});

export type GeneratorSettings = z.infer<typeof generatorSettingsSchema>;
export type EventGeneratorSettings = z.infer<typeof eventGeneratorSettingsSchema>;
export type ScorerSettings = z.infer<typeof scorerSettingsSchema>;

/** A named way to train a model: a generator from labelled decays or from unordered events, or a scorer. */
export type Preset =
  | { name: string; kind: 'generator'; description: string; settings: GeneratorSettings }
  | { name: string; kind: 'event-generator'; description: string; settings: EventGeneratorSettings }
  | ScorerPreset;

export interface ScorerPreset {
  name: string;
  kind: 'scorer';
  description: string;
  settings: ScorerSettings;
}

/** A setting that is not known or out of range; the message names it and the rule. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

function settingValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function parse<T>(schema: z.ZodType<T>, settings: object): T {
  const parsed = schema.safeParse(settings);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const place = issue.path.join('.') || (issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : 'settings');
  throw new SettingsError(`setting '${place}': ${issue.message}`);
}

/**
 * A preset with some settings replaced. Values are JSON (`[128,128]`, `0.5`) or bare words.
 * Throws a SettingsError for a name that the preset does not have or a value out of range.
 */
export function withSettings(preset: Preset, changes: Readonly<Record<string, string>>): Preset {
  const unknown = Object.keys(changes).find((name) => !(name in preset.settings));
  if (unknown !== undefined) {
    const known = Object.keys(preset.settings).join(', ');
    throw new SettingsError(`unknown setting '${unknown}'; ${preset.name} has ${known}`);
  }
  const values = Object.fromEntries(Object.entries(changes).map(([name, text]) => [name, settingValue(text)]));
  const settings = { ...preset.settings, ...values };
  if (preset.kind === 'generator') return { ...preset, settings: parse(generatorSettingsSchema, settings) };
  if (preset.kind === 'event-generator') return { ...preset, settings: parse(eventGeneratorSettingsSchema, settings) };
  return { ...preset, settings: parse(scorerSettingsSchema, settings) };
}
