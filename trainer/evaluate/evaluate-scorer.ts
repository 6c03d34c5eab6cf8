import { joinEvents } from '../../formats/join.ts';
import { sliceEvents } from '../../formats/slice.ts';
import type { ScorerCertificate } from '../../models/contract/certificate.ts';
import { sha256Digest } from '../../models/contract/digest.ts';
import type { EventSet } from '../../physics/columns.ts';
import type { Wanted } from '../data/source.ts';
import { scorerMarks } from './bars/scorer-marks.ts';
import { certificateSource, certificateTruth, trainingEntry } from './certificate-source.ts';
import { asStage, describeSamples, type Evaluation, withNetwork } from './evaluation.ts';
import { type Network, scoreEvents } from './onnx-session.ts';
import { type ScoredClass, scorerCertificate } from './scorer-certificate.ts';
import { type ScorerDescription, type ScorerSubject, SubjectError } from './subject.ts';

const eventsIn = ({ offsets }: EventSet): number => offsets.length - 1;

/** One class' events of the certificate, and what they were drawn from. */
interface DrawnClass {
  events: EventSet;
  /** Number of the first one: simulated classes take ranges one after the other, a file's part is taken from its start. */
  first: number;
  truth: Record<string, string | number>;
}

async function drawClass(
  description: ScorerDescription,
  key: '0' | '1',
  { events, seed, data, onStage }: Evaluation,
): Promise<DrawnClass> {
  const source = await certificateSource(description, key, data);
  const isFile = trainingEntry(description, key).digest !== undefined;
  const half = key === '0' ? 0 : 1;
  const wanted: Wanted = { use: 'certificate', events, seed, ...(isFile ? {} : { half }) };
  const sets: EventSet[] = [];
  const onProgress = (done: number): void => onStage(`${isFile ? 'reading' : 'simulating'} class ${key}`, done, events);
  for await (const set of source.events(wanted, { onProgress })) sets.push(set);
  if (sets.length === 0) throw new SubjectError(`${source.label} has no events for a certificate`);
  const truth = certificateTruth(source.entry(wanted, events));
  return { events: joinEvents(sets), first: isFile ? 0 : half * events, truth };
}

/** Judges a scorer on events of both classes that training never saw; as many of one as of the other. */
export async function evaluateScorer(subject: ScorerSubject, evaluation: Evaluation): Promise<ScorerCertificate> {
  const { model, untrained: first, description } = subject;
  const [drawn0, drawn1] = [
    await drawClass(description, '0', evaluation),
    await drawClass(description, '1', evaluation),
  ];
  const events = Math.min(eventsIn(drawn0.events), eventsIn(drawn1.events));
  const [zero, one] = [sliceEvents(drawn0.events, 0, events), sliceEvents(drawn1.events, 0, events)];
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
  const used = (first: number, { E }: EventSet) => ({ first, count: events, particles: E.length });
  const evidence = {
    model: await sha256Digest(model),
    runtime,
    samples: describeSamples(
      { ...evaluation, events },
      { class_0: drawn0.truth, class_1: drawn1.truth },
      { class_0: used(drawn0.first, zero), class_1: used(drawn1.first, one) },
    ),
    classes: [scored(zero, 0), scored(one, 1)] as const,
    calibration: description.scorer.calibration,
    logitClip: description.scorer.logit_clip,
    marks: scorerMarks(description.training.preset),
  };
  return asStage(evaluation.onStage, 'comparing distributions', () => scorerCertificate(evidence));
}
