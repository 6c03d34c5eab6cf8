import { z } from 'zod';

const usageSchema = z.object({
  result: z.object({ usedSize: z.number(), backingStorageSize: z.number().default(0) }),
});

/** Peaks of a Worker's memory, MiB. */
export interface HeapPeak {
  /** JavaScript objects, those not collected yet included. */
  heap: number;
  /** Buffers outside the heap. */
  buffers: number;
}

const MIB = 1024 ** 2;
const INTERVAL_MS = 100;

/**
 * Watches the heap of the Worker's isolate in a local server, through V8's inspector. V8 collects late where nothing
 * presses it, as on one computer: what is in use shows where a collection comes before each look, which takes time.
 */
export class HeapWatch {
  readonly #socket: WebSocket;
  readonly #timer: NodeJS.Timeout;
  #peak: HeapPeak = { heap: 0, buffers: 0 };
  #next = 1;
  /** Whether an answer is waited for. */
  #asked = false;
  /** Whether a collection comes before each look. */
  collect = false;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => this.#take(String(data)));
    this.#timer = setInterval(() => {
      // One at a time: on a busy computer collections would come faster than they are done, and leave no time for the job.
      if (this.#asked) return;
      this.#asked = true;
      if (this.collect) this.#send('HeapProfiler.collectGarbage');
      this.#send('Runtime.getHeapUsage');
    }, INTERVAL_MS);
  }

  static async start(inspectorPort: number): Promise<HeapWatch> {
    // Node's WebSocket takes headers; the server lets in only what comes from this computer's own pages.
    const socket = new WebSocket(`ws://127.0.0.1:${inspectorPort}/ws`, { headers: { origin: 'http://localhost' } });
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve);
      socket.addEventListener('error', () => reject(new Error('the inspector does not answer')));
    });
    return new HeapWatch(socket);
  }

  /** The peaks since the last call. */
  take(): HeapPeak {
    const peak = this.#peak;
    this.#peak = { heap: 0, buffers: 0 };
    return peak;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#socket.close();
  }

  #send(method: string): void {
    this.#socket.send(JSON.stringify({ id: this.#next++, method }));
  }

  #take(text: string): void {
    const usage = usageSchema.safeParse(JSON.parse(text));
    if (!usage.success) return;
    this.#asked = false;
    const { usedSize, backingStorageSize } = usage.data.result;
    this.#peak = {
      heap: Math.max(this.#peak.heap, usedSize / MIB),
      buffers: Math.max(this.#peak.buffers, backingStorageSize / MIB),
    };
  }
}
