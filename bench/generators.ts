/**
 * How fast each shipped generator is in onnxruntime-web, on one thread, inference alone; the ratio to hadml-v2 in the same run.
 *
 *     npm run bench:generators [-- clusters]
 *
 * The generators take turns, several rounds of the same clusters (probes of trainer/export), and each has its fastest
 * round: other processes only ever slow one down.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PROJECT } from '../cli/server/local.ts';
import { manifestSchema } from '../models/contract/manifest.ts';
import { closeNetwork, generateAngles, type Network, openNetwork } from '../trainer/evaluate/onnx-session.ts';
import { generatorProbe } from '../trainer/export/probe.ts';

const CLUSTERS = Number(process.argv[2] ?? 40_960);
const ROUNDS = 15;
const REFERENCE = 'hadml-v2';
const NAMES = ['hadml-v1', REFERENCE, 'hadml-v2-kinmin', 'hadml-v2-lite', 'hadronedge', 'hadronedge-kinmin'];

interface Timed {
  name: string;
  network: Network;
  condition: Float32Array;
  noise: Float32Array;
  bytes: number;
  seconds: number;
}

async function open(name: string): Promise<Timed> {
  const directory = join(PROJECT, 'models/shipped', name, '1.0.0');
  const manifest = manifestSchema.parse(JSON.parse(await readFile(join(directory, 'manifest.json'), 'utf8')));
  if (manifest.kind !== 'generator') throw new Error(`${name} is no generator`);
  const model = await readFile(join(directory, 'model.onnx'));
  const probe = generatorProbe(CLUSTERS, manifest.generator.noise_dimension, manifest.features.length);
  return { name, network: await openNetwork(model), ...probe, bytes: model.length, seconds: Number.POSITIVE_INFINITY };
}

async function round(timed: Timed): Promise<void> {
  const start = performance.now();
  await generateAngles(timed.network, timed.condition, timed.noise, CLUSTERS);
  timed.seconds = Math.min(timed.seconds, (performance.now() - start) / 1000);
}

const generators: Timed[] = [];
for (const name of NAMES) generators.push(await open(name));
for (let n = 0; n < ROUNDS; n++) for (const timed of generators) await round(timed);

const reference = generators.find(({ name }) => name === REFERENCE)!;
console.log('generator            kB of ONNX  rate / hadml-v2');
for (const { name, bytes, seconds, network } of generators) {
  const ratio = reference.seconds / seconds;
  console.log(`${name.padEnd(20)}${(bytes / 1000).toFixed(0).padStart(11)}${ratio.toFixed(2).padStart(17)}`);
  await closeNetwork(network);
}
