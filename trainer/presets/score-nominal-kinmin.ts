import type { Preset } from './settings.ts';

/**
 * The Deep Sets classifier of arXiv:2305.17169, section 3: nominal events against those with ClSmr = 0, whose best area
 * under the ROC curve is 0.77 there. Hadron four-momenta in; mean over the event; binary cross-entropy.
 * Widths as in the published configuration (128; the text has 256).
 */
export const SCORE_NOMINAL_KINMIN: Preset = {
  name: 'score-nominal-kinmin',
  kind: 'scorer',
  description:
    'Tells nominal events (ClSmr = 0.78, class 0) from those without smearing (ClSmr = 0, class 1) by the pions of an ' +
    'event, after arXiv:2305.17169: Deep Sets with mean pooling; the calibrated logit is the log likelihood ratio.',
  settings: {
    truth_0: 'nominal',
    truth_1: 'kinmin',
    /** Of each class; a pass over them is 800 steps. */
    training_events: 200_000,
    validation_events: 20_000,
    calibration_events: 50_000,
    steps: 8000,
    schedule_steps: 8000,
    /** Of each class: 7,000 hadrons a step. */
    batch: 250,
    phi: [128, 128, 128],
    rho: [128, 128],
    rate: 1e-3,
    final_rate: 0.01,
    beta1: 0.9,
    beta2: 0.999,
    report_every: 400,
    patience: 5,
    /** Ratios beyond e^5 = 150 do not occur among 100,000 events; what exceeds it is an outlier, and is counted. */
    logit_clip: 5,
  },
};
