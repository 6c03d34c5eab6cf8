/** The steps of an answer that `Server-Timing` reports, in this order. */
export const STEPS = ['parse', 'model', 'physics', 'encode'] as const;

export type Step = (typeof STEPS)[number];

/**
 * Time spent in each step, milliseconds. Deployed Workers freeze the clock while they compute (a guard against timing
 * attacks), so these figures mean something on a local server only.
 */
export class Timings {
  readonly #spent = new Map<Step, number>();
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  async measure<T>(step: Step, work: () => T | Promise<T>): Promise<T> {
    const start = this.#now();
    try {
      return await work();
    } finally {
      this.#spent.set(step, (this.#spent.get(step) ?? 0) + this.#now() - start);
    }
  }

  /** Value of the `Server-Timing` header. */
  header(): string {
    return STEPS.filter((step) => this.#spent.has(step))
      .map((step) => `${step};dur=${this.#spent.get(step)!.toFixed(2)}`)
      .join(', ');
  }
}
