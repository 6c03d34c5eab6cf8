import { HADML_V1 } from './hadml-v1.ts';
import { SCORE_NOMINAL_KINMIN } from './score-nominal-kinmin.ts';
import type { Preset } from './settings.ts';

/** The presets of `hadronedge train`, by name. */
export const PRESETS: ReadonlyMap<string, Preset> = new Map(
  [HADML_V1, SCORE_NOMINAL_KINMIN].map((preset) => [preset.name, preset]),
);
