import type { ScorerCertificate } from '../../models/contract/certificate.ts';
import { sha256Digest } from '../../models/contract/digest.ts';
import type { EventSet } from '../../physics/columns.ts';
import { eventSetOf } from '../../physics/hadronization/simulate.ts';
import { scorerMarks } from './bars/scorer-marks.ts';
import { asStage, describeSamples, type Evaluation, simulateRange, truthOf, withNetwork } from './evaluation.ts';
import type { EventRange } from './event-range.ts';
import { type Network, scoreEvents } from './onnx-session.ts';
import { type ScoredClass, scorerCertificate } from './scorer-certificate.ts';
import type { ScorerSubject } from './subject.ts';

/** Judges a scorer on events of both classes. */
export async function evaluateScorer(subject: ScorerSubject, evaluation: Evaluation): Promise<ScorerCertificate> {
  const { model, untrained: first, description } = subject;
  const truths = { class_0: truthOf(description, '0'), class_1: truthOf(description, '1') };
  const { events } = evaluation;
  const ranges = { class_0: { first: 0, count: events }, class_1: { first: events, count: events } };
  const zero = eventSetOf(await simulateRange(truths.class_0, 'class 0', ranges.class_0, evaluation));
  const one = eventSetOf(await simulateRange(truths.class_1, 'class 1', ranges.class_1, evaluation));
  const score = async (network: Network) => ({
    runtime: network.runtime,
    logits: [await scoreEvents(network, zero), await scoreEvents(network, one)] as const,
  });
  const { runtime, logits, untrained } = await asStage(evaluation.onStage, 'scoring events', async () => ({
    ...(await withNetwork(model, score)),
    untrained: first ? await withNetwork(first, score) : undefined,
  }));
  const scored = (events: EventSet, k: 0 | 1): ScoredClass => ({
    events,
    logits: logits[k],
    untrained: untrained?.logits[k],
  });
  const used = (range: EventRange, { E }: EventSet) => ({ ...range, particles: E.length });
  const evidence = {
    model: await sha256Digest(model),
    runtime,
    samples: describeSamples(evaluation, truths, {
      class_0: used(ranges.class_0, zero),
      class_1: used(ranges.class_1, one),
    }),
    classes: [scored(zero, 0), scored(one, 1)] as const,
    calibration: description.scorer.calibration,
    logitClip: description.scorer.logit_clip,
    marks: scorerMarks(description.training.preset),
  };
  return asStage(evaluation.onStage, 'comparing distributions', () => scorerCertificate(evidence));
}
