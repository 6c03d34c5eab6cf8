import { parentPort, workerData } from 'node:worker_threads';
import { createEventSimulator } from '../../physics/hadronization/event.ts';
import { simulateWith } from '../../physics/hadronization/simulate.ts';
import { buffersOf } from '../../physics/hadronization/truth-set.ts';
import type { TruthRequest, TruthTask } from './truth-pool.ts';

// A worker thread of truth-pool.ts: simulates the ranges it is asked for, one after the other, and gives each away.
if (!parentPort) throw new Error('truth-worker.ts runs as a worker thread only');
const port = parentPort;
const { parameters, seed }: TruthTask = workerData;
const simulator = createEventSimulator(parameters);

port.on('message', ({ first, count }: TruthRequest) => {
  const set = simulateWith(simulator, seed, first, count);
  port.postMessage(set, buffersOf(set));
});
