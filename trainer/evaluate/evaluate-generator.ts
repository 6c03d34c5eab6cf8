import type { GeneratorCertificate } from '../../models/contract/certificate.ts';
import { sha256Digest } from '../../models/contract/digest.ts';
import type { DecaySet } from '../../physics/columns.ts';
import { eventSetOf } from '../../physics/hadronization/simulate.ts';
import { seedOf } from '../../physics/random/stream.ts';
import { judgeCandidates } from './classifier-auc.ts';
import { decayByNetwork, decayIsotropically, massTable } from './cluster-decay.ts';
import { asStage, describeSamples, type Evaluation, simulateSet, truthOf, withNetwork } from './evaluation.ts';
import { generatorCertificate } from './generator-certificate.ts';
import type { Network } from './onnx-session.ts';
import type { GeneratorSubject } from './subject.ts';
import type { Candidates } from './wasserstein-table.ts';

/** The decays of one sample's clusters by everything that is judged, and the runtime that ran the networks. */
async function decayAll(
  { model, untrained, description }: GeneratorSubject,
  floor: DecaySet,
  seed: bigint,
): Promise<{ runtime: string; candidates: Candidates<DecaySet> }> {
  const decay = async (network: Network) => ({
    runtime: network.runtime,
    decays: await decayByNetwork(network, description, floor, seedOf(seed)),
  });
  const { runtime, decays } = await withNetwork(model, decay);
  return {
    runtime,
    candidates: {
      generated: decays,
      floor,
      isotropic: decayIsotropically(description, floor, seedOf(seed)),
      ...(untrained ? { untrained: (await withNetwork(untrained, decay)).decays } : {}),
    },
  };
}

/**
 * Judges a generator: it decays the clusters of one truth sample, and the hadrons are compared with those of another,
 * independent one. The first sample's own hadrons against the second's are the floor.
 */
export async function evaluateGenerator(
  subject: GeneratorSubject,
  evaluation: Evaluation,
): Promise<GeneratorCertificate> {
  const { description, model } = subject;
  const parameters = truthOf(description);
  const truth = await simulateSet(parameters, 0, evaluation);
  const floor = await simulateSet(parameters, 1, evaluation);
  const { runtime, candidates } = await asStage(evaluation.onStage, 'decaying clusters', () =>
    decayAll(subject, floor, evaluation.seed),
  );
  const classifier = await judgeCandidates(truth, candidates, evaluation.classifier, evaluation.onStage);
  const sets = { truth: eventSetOf(truth), generated: eventSetOf(floor) };
  const evidence = {
    model: await sha256Digest(model),
    runtime,
    samples: describeSamples(evaluation, { truth: parameters }, sets),
    frame: description.generator.frame,
    masses: massTable(description),
    truth,
    candidates,
    classifier,
  };
  return asStage(evaluation.onStage, 'comparing distributions', () => generatorCertificate(evidence));
}
