import type { Condition, GeneratorCertificate } from '../../models/contract/certificate.ts';
import type { DecaySet } from '../../physics/columns.ts';
import type { Frame } from '../../physics/decay/frame.ts';
import type { HadronizationParameters } from '../../physics/hadronization/parameters.ts';
import { generatorMarks } from './bars/generator-marks.ts';
import { type Judged, judgeSamples } from './classifier/judge.ts';
import { massTable } from './cluster-decay.ts';
import { measureConditions } from './conditions.ts';
import { asStage, describeSamples, type Evaluation, simulateRange, type UsedRange } from './evaluation.ts';
import { type EventPlan, planEvents } from './event-range.ts';
import { floorOf, sortComponents } from './floor.ts';
import { type GeneratorEvidence, generatorCertificate } from './generator-certificate.ts';
import type { Source } from './sources.ts';
import type { GeneratorDescription } from './subject.ts';
import { type Candidates, labMomenta, scaledAngles } from './wasserstein-table.ts';

/** A generator by what it does: the samples that it and others make. */
export interface JudgedGenerator {
  /** Digest of the model, and the runtime that ran it. */
  model: string;
  runtime: string;
  description: GeneratorDescription;
  /** The truth that it was made to reproduce. */
  parameters: HadronizationParameters;
  sources: Candidates<Source>;
}

/** Samples that the sharper classifier judges too. */
const SHARPLY: readonly Judged['name'][] = ['generated', 'floor', 'isotropic', 'nominal'];

const NAMES = ['generated', 'floor', 'isotropic', 'untrained', 'nominal'] as const;

/** What each source makes of one range's clusters. */
async function drawAll(
  sources: Candidates<Source>,
  clusters: DecaySet,
  plan: EventPlan,
): Promise<Candidates<DecaySet>> {
  const { generated, floor, isotropic, untrained, nominal } = sources;
  return {
    generated: await generated(clusters, plan.clusters),
    floor: await floor(clusters, plan.clusters),
    isotropic: await isotropic(clusters, plan.clusters),
    ...(untrained ? { untrained: await untrained(clusters, plan.clusters) } : {}),
    ...(nominal ? { nominal: await nominal(clusters, plan.clusters) } : {}),
  };
}

/** The floor of both distances, from the two samples at hand and as many others as the plan has. */
async function measureFloors(
  samples: readonly DecaySet[],
  frame: Frame,
  { parameters }: JudgedGenerator,
  plan: EventPlan,
  evaluation: Evaluation,
) {
  const sort = (decays: DecaySet) => ({
    angles: sortComponents(scaledAngles(decays, frame)),
    hadrons: sortComponents(labMomenta(decays)),
    particles: decays.hadrons.E.length,
  });
  const sorted = samples.map(sort);
  for (const [k, range] of plan.floors.entries())
    sorted.push(sort(await simulateRange(parameters, `floor ${k + 1} of ${plan.floors.length}`, range, evaluation)));
  return {
    angles: floorOf(
      sorted.map(({ angles }) => angles),
      evaluation.events,
    ),
    hadrons: floorOf(
      sorted.map(({ hadrons }) => hadrons),
      evaluation.events,
    ),
    particles: sorted.slice(samples.length).reduce((sum, { particles }) => sum + particles, 0),
  };
}

async function classify(
  { parameters, sources }: JudgedGenerator,
  truth: DecaySet,
  candidates: Candidates<DecaySet>,
  plan: EventPlan,
  evaluation: Evaluation,
) {
  const training = await simulateRange(parameters, 'events to learn from', plan.trainingTruth, evaluation);
  const clusters = await simulateRange(parameters, 'clusters to learn from', plan.trainingClusters, evaluation);
  const judged = NAMES.flatMap((name): Judged[] => {
    const [source, decays] = [sources[name], candidates[name]];
    return source && decays ? [{ name, training: () => source(clusters, plan.trainingClusters), decays }] : [];
  });
  const { classifier: settings, onStage } = evaluation;
  const against = { training, heldOut: truth };
  return {
    classifier: await judgeSamples(against, judged, { settings, features: 'hadron', onStage }),
    sharp: await judgeSamples(
      against,
      judged.filter(({ name }) => SHARPLY.includes(name)),
      { settings, features: 'event', onStage },
    ),
    used: {
      classifier_truth: { ...plan.trainingTruth, particles: training.hadrons.E.length },
      classifier_generated: { ...plan.trainingClusters, particles: clusters.hadrons.E.length },
    },
  };
}

/** The ranges that were used, by what for. */
function usedRanges(plan: EventPlan, evaluation: Evaluation, truth: DecaySet, clusters: DecaySet, floors: number) {
  const used: Record<string, UsedRange> = {
    truth: { ...plan.truth, particles: truth.hadrons.E.length },
    generated: { ...plan.clusters, particles: clusters.hadrons.E.length },
  };
  const first = plan.floors[0]?.first;
  if (first !== undefined) used['floors'] = { first, count: plan.floors.length * evaluation.events, particles: floors };
  return used;
}

/** Judges what a generator's sources make, and compares with the marks of its preset. */
export async function judgeGenerator(
  generator: JudgedGenerator,
  evaluation: Evaluation,
): Promise<GeneratorCertificate> {
  const { parameters, description, sources } = generator;
  const { frame } = description.generator;
  const plan = planEvents(evaluation.events, evaluation.classifier.events, evaluation.floorSamples);
  const truth = await simulateRange(parameters, 'truth', plan.truth, evaluation);
  const clusters = await simulateRange(parameters, 'clusters', plan.clusters, evaluation);
  const candidates = await asStage(evaluation.onStage, 'decaying clusters', () => drawAll(sources, clusters, plan));
  const floors = await measureFloors([truth, clusters], frame, generator, plan, evaluation);
  const { classifier, sharp, used } = await classify(generator, truth, candidates, plan, evaluation);
  const marks = generatorMarks(description.training.preset);
  const conditioned = { sources, parameters, frame, masses: massTable(description) };
  const conditions: Condition[] = marks.conditions
    ? await measureConditions(conditioned, { truth, clusters }, plan, evaluation)
    : [];
  const evidence: GeneratorEvidence = {
    model: generator.model,
    runtime: generator.runtime,
    samples: describeSamples(
      evaluation,
      { truth: parameters },
      { ...usedRanges(plan, evaluation, truth, clusters, floors.particles), ...used },
    ),
    frame,
    masses: conditioned.masses,
    truth,
    candidates,
    floors,
    classifier,
    sharp,
    conditions,
    marks,
    beside: evaluation.beside,
  };
  return asStage(evaluation.onStage, 'comparing distributions', () => generatorCertificate(evidence));
}
