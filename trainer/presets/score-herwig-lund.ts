import { SCORE_NOMINAL_KINMIN } from './score-nominal-kinmin.ts';
import type { ScorerPreset } from './settings.ts';

/**
 * The two hadronization models against each other: events of the cluster model after its parton shower (Herwig's,
 * `nominal`) against one Lund string (Pythia's, without gluons). Centre-of-mass energy, share of u quarks, the quark's
 * 1 + cos^2 and the hadrons (pions alone) are the same for both, so nothing is told by the choice of the sample.
 *
 * What is left differs much, and not only in hadronization: the string has no gluons and thus no hard emission across its
 * axis, and its pions come in any number, where a cluster always gives two. The area under the ROC curve is therefore
 * near 1, which says that these are not two tunes of one model. Use the score to tell whose events a sample resembles;
 * weights exp(logit) exist only where the models overlap, and N_eff shows how little that is.
 */
export const SCORE_HERWIG_LUND: ScorerPreset = {
  name: 'score-herwig-lund',
  kind: 'scorer',
  description:
    'Tells events of the cluster model with parton shower (nominal, class 0) from those of a Lund string without gluons ' +
    '(class 1), both at 91.2 GeV and with pions alone: Deep Sets over hadrons and the angular moments around each.',
  settings: {
    ...SCORE_NOMINAL_KINMIN.settings,
    truth_0: 'nominal',
    truth_1: 'lund-string',
    training_events: 160_000,
    calibration_events: 50_000,
    /** The classes differ at first sight; more steps only move what is certain further out. */
    steps: 600,
    schedule_steps: 600,
    average_decay: 0.98,
    report_every: 100,
    /** e^10 = 22,000: beyond it there are not enough events of the other class to know a ratio by. */
    logit_clip: 10,
  },
};
