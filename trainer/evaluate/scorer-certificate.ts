import type { CertificateSamples, ScorerCertificate } from '../../models/contract/certificate.ts';
import { CERTIFICATE_SCHEMA } from '../../models/contract/certificate.ts';
import type { EventSet } from '../../physics/columns.ts';
import { equalEdges } from '../../physics/observables/histogram.ts';
import { failedBars } from './bars/bar.ts';
import { scorerBars } from './bars/scorer-bars.ts';
import type { ScorerMarks } from './bars/scorer-marks.ts';
import { calibrationCurve, sigmoid } from './calibration.ts';
import { closureOf } from './closure.ts';
import { perEvent } from './entries.ts';
import { fillEventHistogram, toCertificate } from './event-histogram.ts';
import { eventObservables } from './event-observables.ts';
import { observableAuc } from './observable-auc.ts';
import { rank } from './ranked.ts';
import { closedObservable, reweightedObservable, weightSummary, weightsOf } from './reweighting.ts';
import { rocPoints } from './roc.ts';
import { aucEstimate, bestDirection } from './two-sample.ts';

/** One class of events with what the network says of each (its own logits, not calibrated). */
export interface ScoredClass {
  events: EventSet;
  logits: Float64Array;
  untrained?: Float64Array | undefined;
}

/** What the certificate of a scorer is made from. */
export interface ScorerEvidence {
  model: string;
  runtime: string;
  samples: CertificateSamples;
  classes: readonly [ScoredClass, ScoredClass];
  calibration: { scale: number; offset: number };
  logitClip: number;
  marks: ScorerMarks;
}

/** Observables whose reweighting is shown. */
const REWEIGHTED = ['E', 'leading_E', 'energy_ratio', 'delta_R', 'multiplicity'];
const SCORE_EDGES = equalEdges(0, 1, 50);

const auc = (class0: Float64Array, class1: Float64Array) => aucEstimate(rank(perEvent(class0)), rank(perEvent(class1)));

function scoreHistogram(logits: Float64Array) {
  return toCertificate(fillEventHistogram(perEvent(logits.map(sigmoid)), SCORE_EDGES));
}

/** Everything of a scorer's certificate but its headlines. */
function measure({ classes, calibration, logitClip }: ScorerEvidence) {
  const [zero, one] = classes;
  const calibrated = classes.map(({ logits }) => logits.map((z) => calibration.scale * z + calibration.offset));
  const forth = weightsOf(calibrated[0]!, logitClip);
  const back = weightsOf(
    calibrated[1]!.map((logit) => -logit),
    logitClip,
  );
  const [in0, in1] = classes.map(({ events }) => eventObservables(events));
  return {
    roc: rocPoints(zero.logits, one.logits),
    auc: {
      model: auc(zero.logits, one.logits),
      ...(zero.untrained && one.untrained ? { untrained: bestDirection(auc(zero.untrained, one.untrained)) } : {}),
      observables: in0!.map(({ axis, per, entries }, k) => observableAuc(axis.name, per, entries, in1![k]!.entries)),
    },
    calibration: {
      raw: calibrationCurve(zero.logits, one.logits),
      calibrated: calibrationCurve(calibrated[0]!, calibrated[1]!),
    },
    scores: { class_0: scoreHistogram(zero.logits), class_1: scoreHistogram(one.logits) },
    weights: weightSummary(forth),
    reweighting: in0!.flatMap(({ axis, entries }, k) =>
      REWEIGHTED.includes(axis.name) ? [reweightedObservable(axis, entries, in1![k]!.entries, forth.weights)] : [],
    ),
    reverse: {
      weights: weightSummary(back),
      reweighting: in1!.flatMap(({ axis, entries }, k) =>
        REWEIGHTED.includes(axis.name) ? [closedObservable(axis, entries, in0![k]!.entries, back.weights)] : [],
      ),
    },
  };
}

/** The certificate of a scorer, from events of both classes that it never saw. */
export function scorerCertificate(evidence: ScorerEvidence): ScorerCertificate {
  const found = measure(evidence);
  const measured = {
    ...found,
    closure: [closureOf('0 to 1', found.weights), closureOf('1 to 0', found.reverse.weights)],
  };
  const bars = scorerBars(measured, evidence.marks);
  const { auc: areas, calibration, weights } = measured;
  return {
    schema: CERTIFICATE_SCHEMA,
    kind: 'scorer',
    model: evidence.model,
    runtime: evidence.runtime,
    samples: evidence.samples,
    ...measured,
    summary: {
      auc: areas.model.value,
      auc_error: areas.model.error,
      calibration_error: calibration.calibrated.expected_error.value,
      n_eff_share: weights.n_eff / weights.events,
      bars_failed: failedBars(bars),
    },
    bars,
  };
}
