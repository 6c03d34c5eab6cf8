import { z } from 'zod';
import { digestSchema } from './names.ts';

/**
 * The closure certificate: how good a model is, measured on events that training never saw (DESIGN section 5). It is a
 * pure function of the model's bytes, the seed and the sample sizes, so anyone can compute it again and compare bits.
 * Its canonical JSON (RFC 8785) is what the manifest's `certificate` digest names.
 */
export const CERTIFICATE_SCHEMA = 'hadronedge/certificate/1';

const finite = z.number();
const count = z.int().min(0);
const share = finite.min(0).max(1);
const name = z.string().min(1).max(64);
const text = z.string().min(1).max(400);
const seed = z.string().regex(/^\d{1,20}$/);

/** A number with its standard error (delete-a-group jackknife over events unless said otherwise) and its events. */
export const estimateSchema = z.strictObject({ value: finite, error: finite.min(0), events: z.int().min(1) });

/**
 * A histogram: bin i is [edges[i], edges[i + 1]), the last bin closed. `sumw2` is the variance of `sumw`: the sum over
 * *events* of the squared weight an event puts into the bin, since hadrons of one event are not independent.
 */
export const histogramSchema = z
  .strictObject({
    edges: z.array(finite).min(2).max(201),
    sumw: z.array(finite).min(1).max(200),
    sumw2: z.array(finite.min(0)).min(1).max(200),
    underflow: finite,
    overflow: finite,
  })
  .refine((h) => h.sumw.length === h.edges.length - 1 && h.sumw2.length === h.sumw.length, 'one entry for each bin')
  .refine((h) => h.edges.every((edge, i) => i === 0 || edge > h.edges[i - 1]!), 'edges must increase');

/**
 * How far a sample is from the truth in one observable. chi2 uses the whole covariance between bins, from the spread of
 * events, on distributions of unit integral over events; bins with few entries are joined with their neighbours.
 * ks is the two-sample Kolmogorov distance of all entries.
 */
export const agreementSchema = z.strictObject({ chi2: finite.min(0), ndf: count, ks: share });

/** Samples that stand beside the generated one: what no generator can beat, and what any generator must beat. */
const besides = <T extends z.ZodType>(of: T) =>
  z.strictObject({
    /** The model. */
    generated: of,
    /** The truth's own decays of the same clusters: the statistical floor. */
    floor: of,
    /** Isotropic decays of the same clusters. */
    isotropic: of,
    /** The same network before training, where the run kept it. */
    untrained: of.optional(),
    /** For a truth of another smearing: events of the nominal one, which a model of the truth has to be closer than. */
    nominal: of.optional(),
  });

/**
 * First Wasserstein distances to the truth: the mean over the components and each of them. Where `floors` stands, the
 * floor is no single pair of truth samples but the mean over all pairs of that many independent ones, its error from
 * leaving out one sample at a time; `deviation` is the standard deviation of one pair's mean distance.
 */
export const distanceSchema = z.strictObject({
  definition: text,
  unit: z.enum(['1', 'GeV']),
  mean: besides(estimateSchema),
  components: z.record(name, besides(estimateSchema)),
  floors: z.strictObject({ samples: z.int().min(2), pairs: z.int().min(1), deviation: finite.min(0) }).optional(),
});

const observableComparison = z.strictObject({
  name,
  unit: z.enum(['GeV', 'rad', '1']),
  truth: histogramSchema,
  generated: histogramSchema,
  agreement: besides(agreementSchema),
});

const samples = z.strictObject({
  seed,
  /** The truth's parameters, by class for a scorer (`truth` alone for a generator). */
  truth: z.record(name, z.record(z.string().max(64), z.union([z.string(), finite]))),
  /** Events a sample, and which: indices `first` up to `first + events` (excluded). */
  events: z.int().min(1),
  sets: z.record(name, z.strictObject({ first: count, events: z.int().min(1), particles: count })),
});

/** A headline number against a mark to reach. */
const bar = z.strictObject({
  name,
  value: finite,
  error: finite.min(0),
  bar: finite,
  rule: z.enum(['at most', 'at least']),
  met: z.boolean(),
  /** Where the mark comes from. */
  source: text,
});

const common = {
  schema: z.literal(CERTIFICATE_SCHEMA),
  /** Digest of `model.onnx`. */
  model: digestSchema,
  /** The ONNX runtime that ran it. */
  runtime: z.string().min(1).max(100),
  samples,
  /** Headline numbers, for tables of models. */
  summary: z.record(name, finite),
  bars: z.array(bar).max(48),
};

const rocCurve = z.strictObject({
  false_positive_rate: z.array(share).min(2).max(1001),
  true_positive_rate: z.array(share).max(1001),
});

/**
 * AUC of a classifier trained afresh to tell generated events from true ones (0.5: it cannot), and of as many others of
 * the same making, each trained against one of the samples beside: they show what it can see. Errors are DeLong's.
 */
const freshClassifier = z.strictObject({
  settings: z.record(z.string().max(64), z.union([z.string(), finite, z.boolean()])),
  auc: besides(estimateSchema).partial({ isotropic: true }),
  /** Truth (false positives) against generated (true positives). */
  roc: rocCurve.optional(),
  /** The classifier's probability that an event was generated. */
  scores: z.strictObject({ truth: histogramSchema, generated: histogramSchema }).optional(),
});

/** A condition beyond training: other clusters or other hadrons, the model's against those of the truth's rule. */
const condition = z.strictObject({
  name,
  /** What is compared with what. */
  description: text,
  /** Events that kept a cluster, clusters that were decayed, and those left out: too light for these hadrons. */
  events: z.int().min(1),
  clusters: z.int().min(1),
  left_out: count,
  wasserstein: z.strictObject({ angles: distanceSchema, hadrons: distanceSchema }),
  observables: z.array(observableComparison).min(1).max(32),
});

export const generatorCertificateSchema = z.strictObject({
  ...common,
  kind: z.literal('generator'),
  wasserstein: z.strictObject({ angles: distanceSchema, hadrons: distanceSchema }),
  /** A classifier that reads hadrons one by one, as in the papers; the bars speak of this one. */
  classifier: freshClassifier,
  /** A sharper one, which is also told how a hadron lies in its event: what more there is to be seen. */
  event_classifier: freshClassifier.optional(),
  observables: z.array(observableComparison).min(1).max(32),
  conditions: z.array(condition).max(8).optional(),
  /** The release that the model was judged beside. */
  beside: z.strictObject({ name, version: name, certificate: digestSchema }).optional(),
  /** Largest departures over all generated clusters: |sum of hadrons - cluster| / E, and |mass - pole mass| in GeV. */
  residuals: z.strictObject({ clusters: z.int().min(1), energy_momentum: finite.min(0), mass_shell: finite.min(0) }),
});

const observableAuc = z.strictObject({
  name,
  per: z.enum(['hadron', 'event']),
  /** AUC of a cut on the observable, the better of the two directions. */
  threshold: estimateSchema,
  /** AUC of the ratio of two histograms, filled with one half of the events and judged on the other. */
  likelihood_ratio: estimateSchema,
});

const calibrationBin = z.strictObject({
  predicted: share,
  observed: share,
  error: finite.min(0),
  events: z.int().min(1),
});

/** Reliability of p(class 1): what was predicted and what was found, in bins of the prediction; empty bins are left out. */
const calibrationCurve = z.strictObject({
  bins: z.array(calibrationBin).min(1).max(50),
  expected_error: estimateSchema,
});

/**
 * Weights exp(calibrated logit), or its inverse, that make events of one class look like the other. `lost` is the share of
 * all weight that clipping took away.
 */
const weightSummary = z.strictObject({
  mean: estimateSchema,
  n_eff: finite.min(0),
  events: z.int().min(1),
  clipped: count,
  largest: finite.min(0),
  lost: share.optional(),
});

const reweightedObservable = z.strictObject({
  name,
  unit: z.enum(['GeV', 'rad', '1']),
  class_1: histogramSchema,
  class_0: histogramSchema,
  class_0_weighted: histogramSchema,
  before: agreementSchema,
  after: agreementSchema,
});

/** A sample weighted to look like another, the target. */
const closedObservable = z.strictObject({
  name,
  unit: z.enum(['GeV', 'rad', '1']),
  target: histogramSchema,
  sample: histogramSchema,
  weighted: histogramSchema,
  before: agreementSchema,
  after: agreementSchema,
});

/** Whether the weights of one direction can be held to a chi2/ndf: the rule, and what it found. */
const closure = z.strictObject({
  direction: z.enum(['0 to 1', '1 to 0']),
  n_eff: finite.min(0),
  lost: share,
  allows: z.boolean(),
  rule: text,
});

export const scorerCertificateSchema = z.strictObject({
  ...common,
  kind: z.literal('scorer'),
  roc: rocCurve,
  auc: z.strictObject({
    model: estimateSchema,
    /** The same network before training, the better of the two directions. */
    untrained: estimateSchema.optional(),
    observables: z.array(observableAuc).min(1).max(32),
  }),
  calibration: z.strictObject({ raw: calibrationCurve, calibrated: calibrationCurve }),
  scores: z.strictObject({ class_0: histogramSchema, class_1: histogramSchema }),
  /** Weights exp(calibrated logit) of class 0 events, which make them look like class 1. */
  weights: weightSummary,
  reweighting: z.array(reweightedObservable).min(1).max(16),
  /** The other direction: class 1 events with the inverse weights, which make them look like class 0. */
  reverse: z.strictObject({ weights: weightSummary, reweighting: z.array(closedObservable).min(1).max(16) }).optional(),
  closure: z.array(closure).max(2).optional(),
});

export const certificateSchema = z.discriminatedUnion('kind', [generatorCertificateSchema, scorerCertificateSchema]);

export type Estimate = z.infer<typeof estimateSchema>;
export type CertificateHistogram = z.infer<typeof histogramSchema>;
export type Agreement = z.infer<typeof agreementSchema>;
export type Distance = z.infer<typeof distanceSchema>;
export type Condition = z.infer<typeof condition>;
export type FreshClassifierResult = z.infer<typeof freshClassifier>;
export type WeightSummary = z.infer<typeof weightSummary>;
export type Closure = z.infer<typeof closure>;
export type ClosedObservable = z.infer<typeof closedObservable>;
export type Bar = z.infer<typeof bar>;
export type CertificateSamples = z.infer<typeof samples>;
export type CalibrationCurve = z.infer<typeof calibrationCurve>;
export type ObservableAuc = z.infer<typeof observableAuc>;
export type ObservableComparison = z.infer<typeof observableComparison>;
export type ReweightedObservable = z.infer<typeof reweightedObservable>;
export type GeneratorCertificate = z.infer<typeof generatorCertificateSchema>;
export type ScorerCertificate = z.infer<typeof scorerCertificateSchema>;
export type Certificate = z.infer<typeof certificateSchema>;
