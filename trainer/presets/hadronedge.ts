import type { EventGeneratorSettings, Preset } from './settings.ts';

/**
 * Our own generator: fitted to unordered events as hadml-v2 is (presets/hadml-v2.ts), but told what the cluster model
 * knows, the direction of constituent 1 in the rest frame and which constituents are perturbative. The axis that the
 * isotropic vector is pulled along is then the constituent's, which is where ClSmr acts, and hadron 1 carries
 * constituent 1. What is left to learn is a function of few numbers, so layers of 64 are enough.
 */
const HADRONEDGE_SETTINGS: EventGeneratorSettings = {
  truth: 'nominal',
  frame: 'cluster-rest/constituent-axis',
  /** Of clusters, and as many others of hadrons. */
  training_events: 200_000,
  /** The distance's own floor is then about 0.02 GeV. */
  validation_events: 30_000,
  steps: 4000,
  schedule_steps: 4000,
  /** Isotropic events are told from nominal ones with an AUC of 0.54 only: with 200 the discriminator hardly begins to see it. */
  batch: 800,
  hidden: [64, 64],
  phi: [64, 64, 64],
  rho: [64, 64],
  /** Without it the pull of clusters with and without a perturbative constituent was not told apart. */
  event_axis: true,
  /** A tenth of the discriminator's, so that it sees more than the generator's last steps. */
  generator_rate: 2e-4,
  discriminator_rate: 2e-3,
  final_rate: 0.02,
  /** 0.5 as usual for GANs since arXiv:1511.06434. */
  beta1: 0.5,
  beta2: 0.99,
  /** Discriminator and generator settle without. */
  r1: 0,
  /**
   * Events alone leave open which clusters are pulled a little and which more; of the fits with the same events this
   * takes the most isotropic. With 1e-3 hardly any pull is left.
   */
  pull_weight: 2e-5,
  /** A memory of 500 steps. */
  average_decay: 0.998,
  report_every: 250,
};

/** The nominal cluster model. */
export const HADRONEDGE: Preset = {
  name: 'hadronedge',
  kind: 'event-generator',
  description:
    'Cluster decay into two pions: two-level GAN fitted to unordered events of the nominal cluster model at 91.2 GeV, ' +
    'without labels; cluster four-momentum, direction of constituent 1 and perturbative flags in, angles of hadron 1 out.',
  settings: HADRONEDGE_SETTINGS,
};

/** The cluster model without smearing (ClSmr = 0). */
export const HADRONEDGE_KINMIN: Preset = {
  name: 'hadronedge-kinmin',
  kind: 'event-generator',
  description:
    'Cluster decay into two pions: two-level GAN fitted to unordered events of the cluster model without smearing ' +
    '(ClSmr = 0), without labels; cluster four-momentum, direction of constituent 1 and perturbative flags in, angles ' +
    'of hadron 1 out.',
  settings: {
    ...HADRONEDGE_SETTINGS,
    truth: 'kinmin',
    steps: 5000,
    schedule_steps: 5000,
    /** Isotropic events have an AUC of 0.8 here: small batches, quick steps and no preference for isotropy do. */
    batch: 200,
    generator_rate: 5e-4,
    discriminator_rate: 1e-3,
    pull_weight: 0,
    report_every: 500,
  },
};
