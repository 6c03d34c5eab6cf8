import { ProblemError } from '../problems.ts';

/** A body from which nothing came for so long belongs to a request that was cancelled: nobody says when that happens. */
const IDLE_MS = 30_000;

interface Body {
  bytes: number;
  /** When it last grew. */
  at: number;
}

/** Memory for the bodies that an isolate reads at the same time. Requests above it are turned away, not kept waiting. */
export class BodyBudget {
  readonly #bodies = new Set<Body>();
  readonly #limit: number;
  readonly #now: () => number;

  constructor(limit: number, now: () => number) {
    this.#limit = limit;
    this.#now = now;
  }

  /** Bytes of all bodies that are being read. */
  get bytes(): number {
    let sum = 0;
    for (const body of this.#bodies) sum += body.bytes;
    return sum;
  }

  /** Starts a body. Call `grow` before keeping more of it (throws a `busy` problem above the limit), `end` at its end. */
  start(): { grow: (bytes: number) => void; end: () => void } {
    const body: Body = { bytes: 0, at: this.#now() };
    this.#bodies.add(body);
    return { grow: (bytes) => this.#grow(body, bytes), end: () => void this.#bodies.delete(body) };
  }

  #grow(body: Body, bytes: number): void {
    // What grows is alive, also where a long pause had it forgotten.
    body.at = this.#now();
    this.#bodies.add(body);
    if (this.bytes + bytes > this.#limit) this.#forgetIdle();
    if (this.bytes + bytes > this.#limit) {
      throw new ProblemError('busy', 'too many large requests at the same time', { headers: { 'Retry-After': '1' } });
    }
    body.bytes += bytes;
  }

  #forgetIdle(): void {
    const since = this.#now() - IDLE_MS;
    for (const body of this.#bodies) if (body.at < since) this.#bodies.delete(body);
  }
}
