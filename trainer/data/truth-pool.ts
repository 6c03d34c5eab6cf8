import { Worker } from 'node:worker_threads';
import type { Seed } from '../../physics/random/stream.ts';
import type { Recipe, SetOf, TruthKind, TruthRange } from './truth-kind.ts';

/** What a worker thread simulates. */
export interface TruthTask<K extends TruthKind> {
  kind: K;
  recipe: Recipe<K>;
  seed: Seed;
}

interface Waiting<K extends TruthKind> {
  resolve: (set: SetOf<K>) => void;
  reject: (reason: Error) => void;
}

/** A worker thread that answers requests in the order they came. */
class TruthWorker<K extends TruthKind> {
  readonly #worker: Worker;
  readonly #waiting: Waiting<K>[] = [];
  #failure: Error | null = null;

  constructor(task: TruthTask<K>) {
    // Options of this process (a test runner's loaders, say) are not the worker's.
    this.#worker = new Worker(new URL('./truth-worker.ts', import.meta.url), { workerData: task, execArgv: [] });
    this.#worker.on('message', (set: SetOf<K>) => this.#waiting.shift()?.resolve(set));
    this.#worker.on('error', (error: Error) => this.#fail(error));
    this.#worker.on('exit', () => this.#fail(new Error('a simulation thread ended before its work')));
  }

  request(range: TruthRange): Promise<SetOf<K>> {
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
export class TruthPool<K extends TruthKind> {
  readonly #workers: TruthWorker<K>[];
  #next = 0;

  constructor(task: TruthTask<K>, size: number) {
    this.#workers = Array.from({ length: size }, () => new TruthWorker(task));
  }

  /** Simulates a range of events. Rejects with what went wrong in the thread. */
  request(range: TruthRange): Promise<SetOf<K>> {
    return this.#workers[this.#next++ % this.#workers.length]!.request(range);
  }

  /** Ends all threads at once; what they still were to do is rejected. */
  async end(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.end()));
  }
}
