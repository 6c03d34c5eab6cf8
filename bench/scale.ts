/**
 * Jobs from a thousand to a million events, against bare native inference of the same events.
 *
 *     npm ci --prefix bench --ignore-scripts && npm run bench:scale [-- largest format]
 *
 * First printed is the same ratio of the network alone, in wasm to native on one thread each: no job can be above it.
 * For each number of events one file (HepMC3, unless another format is asked for) is written, stored in a local server and
 * scored as a job; in the same run onnxruntime-node scores the same events on one thread, inference alone. Printed: the
 * ratio of the two rates (job from its start to its summary; with the upload beside it), by the clock and, on Linux, by the time
 * that the processor spent on either (all threads of workerd; other programs matter less to it), and the peaks of the Worker's heap,
 * its buffers and its wasm memory; of the first two also what is in use, in a second job in which V8 is made to collect
 * often. The same as a drawing: docs/scale.svg, written for HepMC3 up to a million. The other processes of the computer
 * count: the ratio falls where they take its cores.
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
import { type HeapPeak, HeapWatch } from './lib/heap.ts';
import { nativeScorer, type ScorerChunk } from './lib/native.ts';
import { ownSeconds, workerdSeconds } from './lib/processor.ts';
import { type ScalePoint, scaleFigure } from './lib/scale-figure.ts';
import { wasmScorer } from './lib/wasm-scorer.ts';

const PORT = 8796;
const INSPECTOR = 9296;
const MODEL = 'score-nominal-kinmin';
const SEED = seedOf(2026);
/** Events that are simulated at a time, and that the native runtime is given at a time: the faster of a few. */
const BATCH = 5000;
const NATIVE_EVENTS = [64, 512, 5000];
/** The bound: of so many events, in chunks of about as many hadrons as the service runs at a time. */
const BOUND_EVENTS = 10_000;
const WASM_EVENTS = 288;
/** Events of the job before those that are measured. */
const WARM_UP = 5000;
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
    event.fill(BigInt(e), offsets[e], offsets[e + 1]);
  }
  for (let i = 0; i < E.length; i++) hadrons.set([E[i]!, px[i]!, py[i]!, pz[i]!], 4 * i);
  return { hadrons, event, count };
}

type Scorer = (chunk: ScorerChunk) => Promise<unknown>;

/** Seconds of inference alone, so many events at a time. */
async function secondsOf(run: Scorer, events: number, together: number): Promise<Spent> {
  const spent = { clock: 0, processor: 0 };
  for (const set of simulated(events)) {
    const total = set.offsets.length - 1;
    for (let from = 0; from < total; from += together) {
      const chunk = chunkOf(set, from, Math.min(total, from + together));
      const [start, before] = [performance.now(), ownSeconds()];
      await run(chunk);
      spent.clock += (performance.now() - start) / 1000;
      spent.processor += ownSeconds() - before;
    }
  }
  return spent;
}

/** How many events at a time the native runtime likes best. */
async function fastestChunk(native: Scorer, events: number): Promise<number> {
  let best = { together: 0, seconds: Number.POSITIVE_INFINITY };
  for (const together of NATIVE_EVENTS) {
    const { processor: seconds } = await secondsOf(native, events, together);
    if (seconds < best.seconds) best = { together, seconds };
  }
  return best.together;
}

/** Seconds by the clock, and of the processor. */
interface Spent {
  clock: number;
  processor: number;
}

interface Measured {
  upload: number;
  job: number;
  /** Of the job, seconds of the processor. */
  processor: number;
  document: JobDocument;
}

/** Scores the source once more, as another job, while V8 is made to collect often: what is in use. */
async function liveMemory(client: LargeSetsClient, heap: HeapWatch, source: string): Promise<HeapPeak> {
  heap.collect = true;
  heap.take();
  const { id } = await client.startJob({ source, model: MODEL, histogram: { bins: 10 } });
  for await (const { state } of client.follow(id, 500)) if (state === 'failed') throw new Error('the job failed');
  heap.collect = false;
  return heap.take();
}

async function scoreAll(client: LargeSetsClient, name: string, format: Format): Promise<Measured> {
  const start = performance.now();
  const source = await uploadFile(client, name, format);
  const stored = performance.now();
  const before = workerdSeconds();
  const { id } = await client.startJob({ source, model: MODEL });
  let document: JobDocument | undefined;
  for await (document of client.follow(id, 500));
  const processor = workerdSeconds() - before;
  if (document?.state !== 'done' || document.finished === undefined) {
    throw new Error(`the job is ${document?.state}: ${document?.reason}`);
  }
  // By the ledger's own clock: not how often this looks.
  const job = (Date.parse(document.finished) - Date.parse(document.created)) / 1000;
  return { upload: (stored - start) / 1000, job, processor, document };
}

/** Rate of the network alone in the runtime of the service, to that of the native one; each as fast as it can be. */
async function bound(native: Scorer, wasm: Scorer): Promise<Spent> {
  const together = await fastestChunk(native, BOUND_EVENTS);
  // V8 compiles wasm twice, the second time for speed.
  await secondsOf(wasm, BOUND_EVENTS, WASM_EVENTS);
  const [slow, fast] = [
    await secondsOf(wasm, BOUND_EVENTS, WASM_EVENTS),
    await secondsOf(native, BOUND_EVENTS, together),
  ];
  return { clock: fast.clock / slow.clock, processor: fast.processor / slow.processor };
}

async function measure(
  server: LocalServer,
  heap: HeapWatch,
  run: Scorer,
  events: number,
  folder: string,
): Promise<ScalePoint> {
  const name = join(folder, 'events');
  await writeFileOf(events, FORMAT, name);
  const { size } = await stat(name);
  const fastest = await fastestChunk(run, Math.min(events, 20_000));
  const before = await secondsOf(run, events, fastest);
  heap.take();
  const client = new LargeSetsClient(server.url);
  const { upload, job, processor, document } = await scoreAll(client, name, FORMAT);
  const peak = heap.take();
  const after = await secondsOf(run, events, fastest);
  const live = await liveMemory(client, heap, document.source);
  const { wasm_bytes } = healthSchema.parse(await (await fetch(`${server.url}/healthz`)).json());
  await rm(name);
  if (document.events.done !== events) throw new Error(`${document.events.done} of ${events} events were scored`);
  const native = (before.clock + after.clock) / 2;
  return {
    events,
    megabytes: size / 1e6,
    native,
    upload,
    job,
    processor: (before.processor + after.processor) / 2 / processor,
    ...peak,
    liveHeap: live.heap,
    liveBuffers: live.buffers,
    wasm: wasm_bytes / 1024 ** 2,
  };
}

const column = (text: string, width: number): string => text.padStart(width);

const folder = await mkdtemp(join(tmpdir(), 'hadronedge-scale-'));
const server = await startLocalServer({ port: PORT, host: '127.0.0.1', state: folder, inspectorPort: INSPECTOR });
const heap = await HeapWatch.start(INSPECTOR);
const model = await readFile(join(PROJECT, `models/shipped/${MODEL}/1.0.0/model.onnx`));
const native = await nativeScorer(model);
try {
  await publishShipped(server.url);
  // The first job loads the model, and is long enough for V8 to optimize what runs often.
  await measure(server, heap, native, WARM_UP, folder);
  const { clock, processor } = await bound(native, await wasmScorer(model));
  console.log(`the network alone, wasm/native: ${clock.toFixed(3)}, of processor ${processor.toFixed(3)}`);
  console.log(FORMAT);
  console.log(
    '   events    file/MB  job/native  of processor  with upload  cost/event  heap/MiB  (in use)  buffers/MiB  (in use)  wasm/MiB',
  );
  const points: ScalePoint[] = [];
  for (const events of NUMBERS) {
    const point = await measure(server, heap, native, events, folder);
    points.push(point);
    const { megabytes, job, upload, wasm } = point;
    const columns: [string, number][] = [
      [String(events), 9],
      [megabytes.toFixed(1), 11],
      [(point.native / job).toFixed(3), 12],
      [point.processor.toFixed(3), 14],
      [(point.native / (job + upload)).toFixed(3), 13],
      [(job / point.native).toFixed(2), 12],
      [point.heap.toFixed(1), 10],
      [point.liveHeap.toFixed(1), 10],
      [point.buffers.toFixed(1), 13],
      [point.liveBuffers.toFixed(1), 10],
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
