/**
 * What the fresh classifiers of a certificate can see: AUC of both kinds for samples whose difference is known, and for a
 * shipped generator. `npm run bench:classifiers`, or `node bench/classifier-power.ts EVENTS` for other sizes than a
 * certificate's.
 */
import { fileURLToPath } from 'node:url';
import type { DecaySet } from '../physics/columns.ts';
import { TRUTHS, type TruthName } from '../physics/hadronization/parameters.ts';
import { seedOf } from '../physics/random/stream.ts';
import { useBackend } from '../trainer/backend.ts';
import { aucOf, sampleLogits } from '../trainer/evaluate/classifier/judge.ts';
import { decayByNetwork, decayIsotropically } from '../trainer/evaluate/cluster-decay.ts';
import { classifierFor, DEFAULT_EVENTS } from '../trainer/evaluate/evaluate.ts';
import { withNetwork } from '../trainer/evaluate/evaluation.ts';
import { type EventRange, planEvents } from '../trainer/evaluate/event-range.ts';
import { type GeneratorSubject, readSubject } from '../trainer/evaluate/subject.ts';
import { alignColumns, formatEstimate } from '../trainer/evaluate/table.ts';
import { truthSample } from '../trainer/evaluate/truth-sample.ts';

const EVENTS = Number(process.argv[2] ?? DEFAULT_EVENTS);
/** Of no sample in training, validation or certificate. */
const SEED = 90n;
const MODEL = fileURLToPath(new URL('../models/shipped/hadml-v1/1.0.0', import.meta.url));

const settings = classifierFor(EVENTS);
const plan = planEvents(EVENTS, settings.events, 2);
const draw = (truth: TruthName, { first, count }: EventRange): Promise<DecaySet> =>
  truthSample(TRUTHS[truth], SEED, first, count, () => {});

type Decay = (clusters: DecaySet, range: EventRange) => Promise<DecaySet>;

async function generatorOf(directory: string): Promise<GeneratorSubject> {
  const subject = await readSubject(directory);
  const { description } = subject;
  if (description.kind !== 'generator') throw new Error(`${directory} holds no generator`);
  return { ...subject, description };
}

/** AUC of a sample against a truth, by either classifier, and the CPU time that both took together. */
async function compare(name: string, truth: TruthName, from: TruthName, decay: Decay): Promise<string[]> {
  const begin = process.cpuUsage();
  const [heldOut, training] = [await draw(truth, plan.truth), await draw(truth, plan.trainingTruth)];
  const [clusters, others] = [await draw(from, plan.clusters), await draw(from, plan.trainingClusters)];
  const decays = await decay(clusters, plan.clusters);
  const learned = await decay(others, plan.trainingClusters);
  const cells = [];
  for (const features of ['hadron', 'event'] as const) {
    const sample = { name: 'generated' as const, training: () => Promise.resolve(learned), decays };
    const judgement = { settings, features, onStage: () => {} };
    cells.push(formatEstimate(aucOf(await sampleLogits({ training, heldOut }, sample, judgement))));
  }
  const { user, system } = process.cpuUsage(begin);
  const row = [name, ...cells, ((user + system) / 1e6).toFixed(0)];
  process.stderr.write(`${row.join('  ')}\n`);
  return row;
}

const itself: Decay = (clusters) => Promise.resolve(clusters);
const generator = await generatorOf(MODEL);
const first = ({ first: event }: EventRange): number => 256 * event;
const isotropic: Decay = (clusters, range) =>
  Promise.resolve(decayIsotropically(generator.description, clusters, seedOf(SEED), first(range)));
const byModel: Decay = (clusters, range) =>
  withNetwork(generator.model, (network) =>
    decayByNetwork(network, generator.description, clusters, seedOf(SEED), first(range)),
  );

await useBackend('wasm');
const rows = [
  await compare('nominal against kinmin', 'kinmin', 'nominal', itself),
  await compare('hadml-v1 against nominal', 'nominal', 'nominal', byModel),
  await compare('isotropic against nominal', 'nominal', 'nominal', isotropic),
  await compare('isotropic against kinmin', 'kinmin', 'kinmin', isotropic),
  await compare('nominal against nominal', 'nominal', 'nominal', itself),
  await compare('kinmin against kinmin', 'kinmin', 'kinmin', itself),
];
process.stdout.write(
  `${EVENTS} events judged, ${settings.events} learned from, ${settings.steps} steps\n` +
    `${alignColumns([['', 'hadron', 'event', 'CPU s'], ...rows])}\n`,
);
