import { SCORE_NOMINAL_KINMIN } from './score-nominal-kinmin.ts';
import type { ScorerPreset } from './settings.ts';

/**
 * Any two samples against each other; as it stands, nominal truth against what a shipped generator makes of other clusters
 * of the same truth. With `--data 0=FILE` and `--data 1=FILE` (or `1=DIR`, a release of a generator) it compares those
 * instead: data with a tune, a tune with a generator.
 *
 * The better the generator, the less there is to learn: an area of 0.5 is the aim of whoever trains generators, and the
 * weights of what is found correct the generator's events. The network sees moments of the event around each
 * hadron, so it judges how the two hadrons of a cluster lie to each other, to which plain Deep Sets are nearly blind.
 */
export const SCORE_TRUTH_GENERATED: ScorerPreset = {
  name: 'score-truth-generated',
  kind: 'scorer',
  description:
    'Tells nominal events of the cluster model (class 0) from those that a generator made of other nominal clusters ' +
    '(class 1): Deep Sets over hadrons and the angular moments around each. A template for any two samples.',
  settings: {
    ...SCORE_NOMINAL_KINMIN.settings,
    truth_0: 'nominal',
    truth_1: 'nominal',
    generator: 'hadml-v1@1.0.0',
    training_events: 200_000,
    calibration_events: 50_000,
    /** Enough to see what a generator of clusters' momenta alone gets wrong; a better generator asks for more. */
    steps: 1000,
    schedule_steps: 1000,
    average_decay: 0.99,
    report_every: 100,
  },
};
