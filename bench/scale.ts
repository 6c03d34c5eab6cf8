/**
 * Jobs from a thousand to a million events, against bare native inference of the same events.
 *
 *     npm ci --prefix bench --ignore-scripts && npm run bench:scale [-- largest format]
 *
 * For each number of events one file (HepMC3, unless another format is asked for) is written, stored in a local server and scored as a job; in the same run
 * onnxruntime-node scores the same events on one thread, inference alone. Printed: the ratio of the two rates (job from its
 * start to its summary; with the upload beside it), and the peaks of the Worker's heap, its buffers and its wasm memory. The
 * same as a drawing: docs/scale.svg, written for HepMC3 up to a million.
 */
import { mkdtemp, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { uploadFile } from '../cli/jobs/upload.ts';
import { type LocalServer, PROJECT, startLocalServer } from '../cli/server/local.ts';
import { publishShipped } from '../cli/server/shipped.ts';
import { LargeSetsClient } from '../client/large-sets.ts';
import { FORMAT_NAMES, type Format } from '../formats/format.ts';
import { sliceEvents } from '../formats/slice.ts';
import { writerOf } from '../formats/write.ts';
import type { JobDocument } from '../models/contract/jobs.ts';
import type { EventSet } from '../physics/columns.ts';
import { TRUTHS } from '../physics/hadronization/parameters.ts';
import { eventSetOf, simulateDecays } from '../physics/hadronization/simulate.ts';
import { seedOf } from '../physics/random/stream.ts';
import { HeapWatch } from './lib/heap.ts';
import { nativeScorer, type ScorerChunk } from './lib/native.ts';
import { type ScalePoint, scaleFigure } from './lib/scale-figure.ts';

const PORT = 8796;
const INSPECTOR = 9296;
const MODEL = 'score-nominal-kinmin';
const SEED = seedOf(2026);
/** Events that are simulated at a time, and that the native runtime is given at a time: the faster of a few. */
const BATCH = 5000;
const NATIVE_EVENTS = [64, 512, 5000];
const LARGEST = Number(process.argv[2] ?? 1e6);
const FORMAT = FORMAT_NAMES.find((name) => name === (process.argv[3] ?? 'hepmc3')) ?? 'hepmc3';
const NUMBERS = [1e3, 1e4, 1e5, 1e6].filter((number) => number <= LARGEST);

const healthSchema = z.object({ wasm_bytes: z.int() });

function* simulated(events: number): Generator<EventSet> {
  for (let first = 0; first < events; first += BATCH) {
    yield eventSetOf(simulateDecays(TRUTHS.nominal, SEED, first, Math.min(BATCH, events - first)));
  }
}

async function writeFileOf(events: number, format: Format, name: string): Promise<void> {
  const writer = writerOf('events', format);
  if (!writer) throw new Error(`${format} cannot hold events`);
  const file = await open(name, 'w');
  for (const set of simulated(events)) for (const bytes of writer.write(set)) await file.writeFile(bytes);
  for (const bytes of writer.end()) await file.writeFile(bytes);
  await file.close();
}

function chunkOf(set: EventSet, from: number, to: number): ScorerChunk {
  const { offsets, E, px, py, pz } = sliceEvents(set, from, to);
  const hadrons = new Float32Array(4 * E.length);
  const event = new BigInt64Array(E.length);
  const count = new Float32Array(to - from);
  for (let e = 0; e < count.length; e++) {
    count[e] = offsets[e + 1]! - offsets[e]!;
    event.fill(BigInt(e), offsets[e]!, offsets[e + 1]!);
  }
  for (let i = 0; i < E.length; i++) hadrons.set([E[i]!, px[i]!, py[i]!, pz[i]!], 4 * i);
  return { hadrons, event, count };
}

/** Seconds of inference alone. */
async function nativeSeconds(events: number, together: number): Promise<number> {
  const run = await nativeScorer(await readFile(join(PROJECT, `models/shipped/${MODEL}/1.0.0/model.onnx`)));
  let seconds = 0;
  for (const set of simulated(events)) {
    const total = set.offsets.length - 1;
    for (let from = 0; from < total; from += together) {
      const chunk = chunkOf(set, from, Math.min(total, from + together));
      const start = performance.now();
      await run(chunk);
      seconds += (performance.now() - start) / 1000;
    }
  }
  return seconds;
}

/** How many events at a time the native runtime likes best. */
async function fastestChunk(events: number): Promise<number> {
  let best = { together: 0, seconds: Number.POSITIVE_INFINITY };
  for (const together of NATIVE_EVENTS) {
    const seconds = await nativeSeconds(events, together);
    if (seconds < best.seconds) best = { together, seconds };
  }
  return best.together;
}

interface Measured {
  upload: number;
  job: number;
  document: JobDocument;
}

async function scoreAll(client: LargeSetsClient, name: string, format: Format): Promise<Measured> {
  const start = performance.now();
  const source = await uploadFile(client, name, format);
  const stored = performance.now();
  const { id } = await client.startJob({ source, model: MODEL });
  let document: JobDocument | undefined;
  for await (document of client.follow(id, 500));
  if (document?.state !== 'done' || document.finished === undefined) {
    throw new Error(`the job is ${document?.state}: ${document?.reason}`);
  }
  // By the ledger's own clock: not how often this looks.
  const job = (Date.parse(document.finished) - Date.parse(document.created)) / 1000;
  return { upload: (stored - start) / 1000, job, document };
}

async function measure(server: LocalServer, heap: HeapWatch, events: number, folder: string): Promise<ScalePoint> {
  const name = join(folder, 'events');
  await writeFileOf(events, FORMAT, name);
  const { size } = await stat(name);
  const fastest = await fastestChunk(Math.min(events, 20_000));
  const before = await nativeSeconds(events, fastest);
  heap.take();
  const { upload, job, document } = await scoreAll(new LargeSetsClient(server.url), name, FORMAT);
  const peak = heap.take();
  const after = await nativeSeconds(events, fastest);
  const { wasm_bytes } = healthSchema.parse(await (await fetch(`${server.url}/healthz`)).json());
  await rm(name);
  if (document.events.done !== events) throw new Error(`${document.events.done} of ${events} events were scored`);
  const native = (before + after) / 2;
  return { events, megabytes: size / 1e6, native, upload, job, ...peak, wasm: wasm_bytes / 1024 ** 2 };
}

const column = (text: string, width: number): string => text.padStart(width);

const folder = await mkdtemp(join(tmpdir(), 'hadronedge-scale-'));
const server = await startLocalServer({ port: PORT, host: '127.0.0.1', state: folder, inspectorPort: INSPECTOR });
const heap = await HeapWatch.start(INSPECTOR);
try {
  await publishShipped(server.url);
  // The first job loads the model.
  await measure(server, heap, 100, folder);
  console.log(FORMAT);
  console.log('   events    file/MB  job/native  with upload  cost/event  heap/MiB  buffers/MiB  wasm/MiB');
  const points: ScalePoint[] = [];
  for (const events of NUMBERS) {
    const point = await measure(server, heap, events, folder);
    points.push(point);
    const { megabytes, native, job, upload, wasm } = point;
    const columns: [string, number][] = [
      [String(events), 9],
      [megabytes.toFixed(1), 11],
      [(native / job).toFixed(3), 12],
      [(native / (job + upload)).toFixed(3), 13],
      [(job / native).toFixed(2), 12],
      [point.heap.toFixed(1), 10],
      [point.buffers.toFixed(1), 13],
      [wasm.toFixed(1), 10],
    ];
    console.log(columns.map(([text, width]) => column(text, width)).join(''));
  }
  if (LARGEST >= 1e6 && FORMAT === 'hepmc3') await writeFile(join(PROJECT, 'docs/scale.svg'), scaleFigure(points));
} finally {
  heap.stop();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
