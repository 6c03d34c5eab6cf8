/**
 * Scores of the shipped scorer on the nominal truth, the variation that it was trained against (kinmin) and the Lund
 * string, which it has never seen: how they compare in pairs, what their weights are worth, and a drawing.
 * Run: npm run bench:scores -- [events of each] [file to draw]
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PROJECT } from '../cli/server/local.ts';
import { manifestSchema } from '../models/contract/manifest.ts';
import type { EventSet } from '../physics/columns.ts';
import { exp } from '../physics/elementary/exp.ts';
import { TRUTHS } from '../physics/hadronization/parameters.ts';
import { eventSetOf, simulateDecays } from '../physics/hadronization/simulate.ts';
import { LUND_STRING } from '../physics/hadronization/string/parameters.ts';
import { simulateString } from '../physics/hadronization/string/simulate.ts';
import { automaticEdges } from '../physics/observables/automatic-edges.ts';
import { meanOf } from '../physics/observables/mean.ts';
import { effectiveEvents } from '../physics/observables/n-eff.ts';
import { compareScores } from '../physics/observables/score-comparison.ts';
import { seedOf } from '../physics/random/stream.ts';
import { closeNetwork, openNetwork, scoreEvents } from '../trainer/evaluate/onnx-session.ts';
import { SCORE_COLOURS, scoreFigure } from './lib/score-figure.ts';

const EVENTS = Number(process.argv[2] ?? 20_000);
const DRAWING = process.argv[3] ?? join(PROJECT, 'docs/score-histograms.svg');
const MODEL = join(PROJECT, 'models/shipped/score-nominal-kinmin/1.0.0');
/** Not that of any sample in training, validation or certificate. */
const SEED = seedOf(20261124);

const manifest = manifestSchema.parse(JSON.parse(await readFile(join(MODEL, 'manifest.json'), 'utf8')));
if (manifest.kind !== 'scorer') throw new Error('not a scorer');
const { calibration, logit_clip: clip } = manifest.scorer;
const network = await openNetwork(await readFile(join(MODEL, 'model.onnx')));

const sigmoid = (x: number): number => (x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x)));
const ratioOf = (logit: number): number =>
  exp(Math.min(clip, Math.max(-clip, calibration.scale * logit + calibration.offset)));

async function sampleOf(name: string, colour: string, events: EventSet) {
  const logits = await scoreEvents(network, events);
  return { name, colour, score: logits.map(sigmoid), ratio: logits.map(ratioOf) };
}

const samples = [
  await sampleOf('nominal', SCORE_COLOURS[0], eventSetOf(simulateDecays(TRUTHS.nominal, SEED, 0, EVENTS))),
  await sampleOf('kinmin', SCORE_COLOURS[1], eventSetOf(simulateDecays(TRUTHS.kinmin, SEED, EVENTS, EVENTS))),
  await sampleOf('Lund string', SCORE_COLOURS[2], simulateString(LUND_STRING, SEED, 0, EVENTS)),
];
await closeNetwork(network);

console.log(`${EVENTS} events of each, ${manifest.name}@${manifest.version}\n`);
console.log('| sample | mean score | N_eff / N of its weights |\n| --- | --- | --- |');
for (const { name, score, ratio } of samples) {
  const { mean, error } = meanOf(score);
  console.log(
    `| ${name} | ${mean.toFixed(4)} +- ${error.toFixed(4)} | ${(effectiveEvents(ratio) / EVENTS).toFixed(3)} |`,
  );
}
const edges = automaticEdges(...samples);
console.log('\n| events | reference | AUC | chi2 / ndf | KS |\n| --- | --- | --- | --- | --- |');
for (const [a, b] of [
  [1, 0],
  [2, 0],
  [2, 1],
] as const) {
  const { auc, auc_error, chi2, ndf, ks } = compareScores(samples[a]!, samples[b]!, edges);
  const area = `${auc!.toFixed(4)} +- ${auc_error!.toFixed(4)}`;
  console.log(
    `| ${samples[a]!.name} | ${samples[b]!.name} | ${area} | ${chi2!.toFixed(0)} / ${ndf} | ${ks!.toFixed(4)} |`,
  );
}
await writeFile(DRAWING, scoreFigure(`scores of ${manifest.name}@${manifest.version}`, edges, samples));
console.log(`\ndrawn: ${DRAWING}`);
