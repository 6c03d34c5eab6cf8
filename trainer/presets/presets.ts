import { HADML_V1 } from './hadml-v1.ts';
import { HADML_V2, HADML_V2_KINMIN, HADML_V2_LITE } from './hadml-v2.ts';
import { HADRONEDGE, HADRONEDGE_KINMIN } from './hadronedge.ts';
import { SCORE_NOMINAL_KINMIN } from './score-nominal-kinmin.ts';
import type { Preset } from './settings.ts';

const ALL: readonly Preset[] = [
  HADML_V1,
  HADML_V2,
  HADML_V2_KINMIN,
  HADML_V2_LITE,
  HADRONEDGE,
  HADRONEDGE_KINMIN,
  SCORE_NOMINAL_KINMIN,
];

/** The presets of `hadronedge train`, by name. */
export const PRESETS: ReadonlyMap<string, Preset> = new Map(ALL.map((preset) => [preset.name, preset]));
