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
  training_events: 200_000,
  validation_events: 30_000,
  steps: 5000,
  schedule_steps: 5000,
  batch: 200,
  hidden: [64, 64],
  phi: [64, 64, 64],
  rho: [64, 64],
  generator_rate: 5e-4,
  discriminator_rate: 1e-3,
  final_rate: 0.02,
  beta1: 0.5,
  beta2: 0.99,
  r1: 0,
  average_decay: 0.998,
  report_every: 500,
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
  settings: { ...HADRONEDGE_SETTINGS, truth: 'kinmin' },
};
