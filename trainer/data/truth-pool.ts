import { Worker } from 'node:worker_threads';
import type { HadronizationParameters } from '../../physics/hadronization/parameters.ts';
import type { TruthSet } from '../../physics/hadronization/truth-set.ts';
import type { Seed } from '../../physics/random/stream.ts';

/** What a worker thread simulates. */
export interface TruthTask {
  parameters: HadronizationParameters;
  seed: Seed;
}

/** A range of events asked of a worker thread. */
export interface TruthRequest {
  first: number;
  count: number;
}

interface Waiting {
  resolve: (set: TruthSet) => void;
  reject: (reason: Error) => void;
}

/** A worker thread that answers requests in the order they came. */
class TruthWorker {
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = [];
  #failure: Error | null = null;

  constructor(task: TruthTask) {
    // Options of this process (a test runner's loaders, say) are not the worker's.
    this.#worker = new Worker(new URL('./truth-worker.ts', import.meta.url), { workerData: task, execArgv: [] });
    this.#worker.on('message', (set: TruthSet) => this.#waiting.shift()?.resolve(set));
    this.#worker.on('error', (error: Error) => this.#fail(error));
    this.#worker.on('exit', () => this.#fail(new Error('a simulation thread ended before its work')));
  }

  request(range: TruthRequest): Promise<TruthSet> {
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage(range, []);
    });
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure);
  }
}

/** Worker threads that simulate one truth; ranges go round them. */
export class TruthPool {
  readonly #workers: TruthWorker[];
  #next = 0;

  constructor(task: TruthTask, size: number) {
    this.#workers = Array.from({ length: size }, () => new TruthWorker(task));
  }

  /** Simulates a range of events. Rejects with what went wrong in the thread. */
  request(range: TruthRequest): Promise<TruthSet> {
    return this.#workers[this.#next++ % this.#workers.length]!.request(range);
  }

  /** Ends all threads at once; what they still were to do is rejected. */
  async end(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.end()));
  }
}
