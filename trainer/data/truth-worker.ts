import { parentPort, workerData } from 'node:worker_threads';
import { kindOf, type TruthKind, type TruthRange } from './truth-kind.ts';
import type { TruthTask } from './truth-pool.ts';

// A worker thread of truth-pool.ts: simulates the ranges it is asked for, one after the other, and gives each away.
if (!parentPort) throw new Error('truth-worker.ts runs as a worker thread only');
const port = parentPort;

function serve<K extends TruthKind>({ kind, recipe, seed }: TruthTask<K>): void {
  const { simulator, buffers } = kindOf(kind);
  const simulate = simulator(recipe, seed);
  port.on('message', (range: TruthRange) => {
    const set = simulate(range);
    port.postMessage(set, buffers(set));
  });
}

const task: TruthTask<TruthKind> = workerData;
serve(task);
