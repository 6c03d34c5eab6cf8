import { HADML_V1 } from './hadml-v1.ts';
import { HADML_V2, HADML_V2_KINMIN, HADML_V2_LITE } from './hadml-v2.ts';
import { HADRONEDGE, HADRONEDGE_KINMIN } from './hadronedge.ts';
import { SCORE_HERWIG_LUND } from './score-herwig-lund.ts';
import { SCORE_NOMINAL_KINMIN } from './score-nominal-kinmin.ts';
import { SCORE_TRUTH_GENERATED } from './score-truth-generated.ts';
import type { Preset } from './settings.ts';

const ALL: readonly Preset[] = [
  HADML_V1,
  HADML_V2,
  HADML_V2_KINMIN,
  HADML_V2_LITE,
  HADRONEDGE,
  HADRONEDGE_KINMIN,
  SCORE_NOMINAL_KINMIN,
  SCORE_HERWIG_LUND,
  SCORE_TRUTH_GENERATED,
];

/** The presets of `hadronedge train`, by name. */
export const PRESETS: ReadonlyMap<string, Preset> = new Map(ALL.map((preset) => [preset.name, preset]));
