/**
 * End-to-end sampling rate of the local server against bare native inference of the same model.
 *
 *     npm ci --prefix bench --ignore-scripts && npm run bench:sampling
 *
 * One run measures, in turns: (a) `POST /v1/sample` with 10,000 clusters as JSON columns, from sending the body to
 * having parsed the answer; (b) the same model on the same conditions and noise in onnxruntime-node on one thread,
 * inference alone. Medians are compared. Printed: the ratio of the rates, the share of the handler's time outside the
 * model (Server-Timing), and the runtime's wasm memory after the largest accepted requests.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { type LocalServer, PROJECT, startLocalServer } from '../cli/server/local.ts';
import { publishShipped } from '../cli/server/shipped.ts';
import { sliceClusters } from '../formats/slice.ts';
import type { ClusterSet, EventSet } from '../physics/columns.ts';
import { TRUTHS } from '../physics/hadronization/parameters.ts';
import { eventSetOf, simulateDecays } from '../physics/hadronization/simulate.ts';
import { fillNoise } from '../physics/random/noise.ts';
import { seedOf } from '../physics/random/stream.ts';
import { nativeGenerator } from './lib/native.ts';
import { median, timed } from './lib/statistics.ts';

const CLUSTERS = 10_000;
const NOISE_DIMENSION = 10;
const ROUNDS = 21;
const WARM_UP = 3;
const PORT = 8797;
const GENERATOR = 'hadml-v1';
const SCORER = 'score-nominal-kinmin';
const SEED = seedOf(2026);

const limitsSchema = z.object({ clusters: z.int(), events: z.int(), particles: z.int() });
const healthSchema = z.object({ wasm_bytes: z.int() });

const columnsOf = (set: Pick<ClusterSet, 'px' | 'py' | 'pz' | 'E'>): Record<string, number[]> => ({
  E: Array.from(set.E),
  px: Array.from(set.px),
  py: Array.from(set.py),
  pz: Array.from(set.pz),
});

async function post(url: string, body: string): Promise<{ timing: string; answer: unknown }> {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${JSON.stringify(answer).slice(0, 300)}`);
  return { timing: response.headers.get('server-timing') ?? '', answer };
}

/** Share of the handler's time that is not spent in the model, from a Server-Timing header. */
function shareOutsideModel(header: string): number {
  const steps = [...header.matchAll(/(\w+);dur=([\d.]+)/g)].map((match): [string, number] => [
    match[1]!,
    Number(match[2]),
  ]);
  const total = steps.reduce((sum, [, ms]) => sum + ms, 0);
  const model = steps.find(([name]) => name === 'model')?.[1] ?? 0;
  return (total - model) / total;
}

async function nativeRun(clusters: ClusterSet): Promise<() => Promise<Float32Array>> {
  const model = await readFile(join(PROJECT, `models/shipped/${GENERATOR}/1.0.0/model.onnx`));
  const condition = new Float32Array(4 * CLUSTERS);
  for (let i = 0; i < CLUSTERS; i++) {
    condition.set([clusters.E[i]!, clusters.px[i]!, clusters.py[i]!, clusters.pz[i]!], 4 * i);
  }
  const noise = new Float32Array(NOISE_DIMENSION * CLUSTERS);
  fillNoise(noise, SEED, 0, CLUSTERS, NOISE_DIMENSION);
  return nativeGenerator(model, condition, noise);
}

async function compareRates(server: LocalServer, clusters: ClusterSet): Promise<void> {
  const body = JSON.stringify({ model: GENERATOR, seed: 2026, clusters: columnsOf(clusters) });
  const native = await nativeRun(clusters);
  const [service, bare, outside]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < ROUNDS + WARM_UP; round++) {
    const nativeTime = await timed(native);
    const serviceTime = await timed(() => post(`${server.url}/v1/sample`, body));
    if (round < WARM_UP) continue;
    bare.push(nativeTime.ms);
    service.push(serviceTime.ms);
    outside.push(shareOutsideModel(serviceTime.value.timing));
  }
  console.log(`clusters a request                                 ${CLUSTERS}`);
  console.log(`rate of the service / bare native, 1 thread        ${(median(bare) / median(service)).toFixed(3)}`);
  console.log(`share of the handler's time outside the model      ${median(outside).toFixed(3)}`);
}

/** The most events that a request may hold, particles as the limits say. */
function largestEvents(events: EventSet, maxEvents: number, maxParticles: number): Record<string, number[]> {
  let last = Math.min(maxEvents, events.offsets.length - 1);
  while (events.offsets[last]! > maxParticles) last--;
  const n = events.offsets[last]!;
  const part = {
    E: events.E.subarray(0, n),
    px: events.px.subarray(0, n),
    py: events.py.subarray(0, n),
    pz: events.pz.subarray(0, n),
  };
  return { offsets: Array.from(events.offsets.subarray(0, last + 1)), ...columnsOf(part) };
}

async function largestRequests(server: LocalServer): Promise<void> {
  const limits = limitsSchema.parse(await (await fetch(`${server.url}/v1/limits`)).json());
  const decays = simulateDecays(TRUTHS.nominal, SEED, 0, limits.events);
  const clusters = columnsOf(sliceClusters(decays.clusters, 0, limits.clusters));
  const events = largestEvents(eventSetOf(decays), limits.events, limits.particles);
  await post(`${server.url}/v1/sample`, JSON.stringify({ model: GENERATOR, seed: 1, clusters }));
  await post(`${server.url}/v1/score`, JSON.stringify({ model: SCORER, events }));
  const { wasm_bytes } = healthSchema.parse(await (await fetch(`${server.url}/healthz`)).json());
  console.log(`wasm memory after the largest accepted requests    ${(wasm_bytes / 1024 ** 2).toFixed(1)} MiB`);
}

const state = await mkdtemp(join(tmpdir(), 'hadronedge-bench-'));
const server = await startLocalServer({ port: PORT, host: '127.0.0.1', state });
try {
  await publishShipped(server.url);
  await compareRates(server, sliceClusters(simulateDecays(TRUTHS.nominal, SEED, 0, 2000).clusters, 0, CLUSTERS));
  await largestRequests(server);
} finally {
  await server.stop();
  await rm(state, { recursive: true, force: true });
}
