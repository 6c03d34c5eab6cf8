/**
 * One training step of the conditional GAN (`hadml-v1`) and of the two-level GAN (`hadml-v2`) on each backend, beside the
 * same steps in JAX on the CPU.
 *
 *     npm run bench:train [-- wasm,tensorflow,webgpu,cpu [seconds]]
 *
 * JAX takes part where HADRONEDGE_PYTHON names a Python that has it (bench/requirements.txt); its losses of the first
 * step must be ours within 1e-3, so that both do the same. A time is the least of all steps in so many seconds: of the
 * processor's time where the program has one thread, of the clock where it has more. Printed: clusters a second,
 * GFLOP/s of the step (two operations a multiplication of the dense products that it needs, counted in
 * bench/lib/dense-products.ts, and all of its time), and which share of the rate of the plain products of the same
 * shapes that is: the time those take by `tf.matMul` alone, operands new each time, over the step's.
 */
import * as tf from '@tensorflow/tfjs';
import { BACKENDS, type Backend, BackendError, useBackend } from '../trainer/backend.ts';
import { flops, type Product } from './lib/dense-products.ts';
import { timeJax } from './lib/jax.ts';
import { TRAIN_CASES, type TrainCase } from './lib/train-cases.ts';

// one thread each, as on the other backends
process.env['TF_NUM_INTRAOP_THREADS'] ??= '1';
process.env['TF_NUM_INTEROP_THREADS'] ??= '1';
process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';

const NAMES = (process.argv[2] ?? 'wasm,tensorflow,webgpu').split(',');
const SECONDS = Number(process.argv[3] ?? 5);
const TOLERANCE = 1e-3;

/** Seconds so far: of this process' processor time, or of the clock where a GPU (or a program like one) works beside it. */
function clock(backend: Backend): number {
  if (backend === 'webgpu') return performance.now() / 1000;
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** The least seconds of a call, over at least `SECONDS` in all and five calls. */
async function least(backend: Backend, call: () => Promise<unknown>, seconds = SECONDS): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  const end = performance.now() + 1000 * seconds;
  for (let n = 0; n < 5 || performance.now() < end; n++) {
    const before = clock(backend);
    await call();
    best = Math.min(best, clock(backend) - before);
  }
  return best;
}

const random = (rows: number, columns: number): tf.Tensor2D =>
  tf.tensor2d(
    Float32Array.from({ length: rows * columns }, (_, i) => Math.sin(i)),
    [rows, columns],
  );

/** Seconds of one plain product. Several are timed together: the clock of processor time is coarse. */
async function productSeconds(backend: Backend, { m, k, n }: Product): Promise<number> {
  const together = Math.max(2, Math.ceil(1e8 / flops([{ m, k, n }])));
  const left = random(m, k);
  const right = random(k, n);
  const seconds = await least(
    backend,
    async () => {
      const copies = Array.from({ length: together }, () => tf.add(right, 0));
      const last = tf.tidy(() =>
        copies
          .map((copy) => tf.matMul<tf.Tensor>(left, copy))
          .at(-1)!
          .clone(),
      );
      await last.data();
      tf.dispose([last, ...copies]);
    },
    SECONDS / 20,
  );
  tf.dispose([left, right]);
  return seconds / together;
}

/** Seconds that the plain products of a step take alone. */
async function plainSeconds(backend: Backend, products: readonly Product[]): Promise<number> {
  const known = new Map<string, number>();
  let sum = 0;
  for (const product of products) {
    const key = `${product.m} ${product.k} ${product.n}`;
    const seconds = known.get(key) ?? (await productSeconds(backend, product));
    known.set(key, seconds);
    sum += seconds;
  }
  return sum;
}

const cell = (text: string, width: number): string => text.padStart(width);
const HEADER = ['case', 'on', 'ms', 'clusters/s', 'GFLOP/s', 'plain GFLOP/s', 'share'];
const WIDTHS = [10, 26, 9, 12, 9, 15, 7];
const print = (cells: readonly string[]): void => console.log(cells.map((text, i) => cell(text, WIDTHS[i]!)).join(''));

function printRow(trainCase: TrainCase, on: string, seconds: number, plain: number | null): void {
  const { name, clusters, products } = trainCase;
  const work = flops(products) / 1e9;
  const shares = plain === null ? ['', ''] : [(work / plain).toFixed(1), (plain / seconds).toFixed(2)];
  const cells = [(1000 * seconds).toFixed(1), (clusters / seconds).toFixed(0), (work / seconds).toFixed(1), ...shares];
  print([name, on, ...cells]);
}

async function measure(trainCase: TrainCase, backend: Backend): Promise<void> {
  const name = await useBackend(backend);
  const step = trainCase.start();
  let number = 1;
  for (; number <= 3; number++) await step(number);
  const seconds = await least(backend, () => step(number++));
  printRow(
    trainCase,
    name.slice('tfjs 4.22.0 '.length).slice(0, 24),
    seconds,
    await plainSeconds(backend, trainCase.products),
  );
}

/** JAX on one thread and on all; throws where it does not do what we do. */
async function measureJax(trainCase: TrainCase, python: string): Promise<void> {
  await useBackend('wasm');
  const ours = Object.values(await trainCase.start()(1));
  for (const threads of ['one', 'all'] as const) {
    const { losses, wall, cpu, jax } = timeJax(python, trainCase, SECONDS, threads);
    const off = Math.max(...losses.map((loss, i) => Math.abs(loss - ours[i]!)));
    if (!(off < TOLERANCE))
      throw new Error(`${trainCase.name}: losses ${losses.join(', ')} in JAX, ${ours.join(', ')} here`);
    printRow(
      trainCase,
      `jax ${jax}, ${threads} thread${threads === 'all' ? 's' : ''}`,
      threads === 'one' ? cpu : wall,
      null,
    );
  }
}

const python = process.env['HADRONEDGE_PYTHON'];
print(HEADER);
for (const trainCase of TRAIN_CASES) {
  for (const backend of BACKENDS.filter((name) => NAMES.includes(name))) {
    try {
      await measure(trainCase, backend);
    } catch (error) {
      if (!(error instanceof BackendError)) throw error;
      print([trainCase.name, error.message]);
    }
  }
  if (python) await measureJax(trainCase, python);
}
