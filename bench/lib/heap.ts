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
const INTERVAL_MS = 50;

/** Watches the heap of the Worker's isolate in a local server, through V8's inspector. */
export class HeapWatch {
  readonly #socket: WebSocket;
  readonly #timer: NodeJS.Timeout;
  #peak: HeapPeak = { heap: 0, buffers: 0 };
  #next = 1;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => this.#take(String(data)));
    this.#timer = setInterval(() => {
      socket.send(JSON.stringify({ id: this.#next++, method: 'Runtime.getHeapUsage' }));
    }, INTERVAL_MS);
  }

  static async start(inspectorPort: number): Promise<HeapWatch> {
    // Node's WebSocket takes headers; the server lets in only what comes from this computer's own pages.
    const options: object = { headers: { origin: 'http://localhost' } };
    const socket = new WebSocket(`ws://127.0.0.1:${inspectorPort}/ws`, options as string[]);
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

  #take(text: string): void {
    const usage = usageSchema.safeParse(JSON.parse(text));
    if (!usage.success) return;
    const { usedSize, backingStorageSize } = usage.data.result;
    this.#peak = {
      heap: Math.max(this.#peak.heap, usedSize / MIB),
      buffers: Math.max(this.#peak.buffers, backingStorageSize / MIB),
    };
  }
}
