/** Why a stored model was not loaded. */
export type RefusalReason = 'corrupt' | 'gate' | 'invalid-release' | 'too-large' | 'untrusted';

/** A model that did not pass its checks: damaged, outside the gate, or not computing what its exporter computed. */
export class ModelRefused extends Error {
  readonly reason: RefusalReason;
  readonly code: string | undefined;

  constructor(reason: RefusalReason, message: string, options?: ErrorOptions & { code?: string }) {
    super(message, options);
    this.code = options?.code;
    this.name = 'ModelRefused';
    this.reason = reason;
  }
}

export interface Refusal {
  model: string;
  digest?: string;
  reason: RefusalReason;
  /** The rule of the gate that is broken, or why no signature is believed. */
  code?: string;
  detail: string;
  at: string;
}

/** A refusal is believed for this long; then the stored bytes are looked at again, for they may have been repaired. */
const BELIEVED_MS = 30_000;
/** Refusals kept; the oldest goes first. */
const KEPT = 100;

/** The models that were refused, by digest (or by key where the digest is not known). */
export class Refusals {
  readonly #refusals = new Map<string, { refusal: Refusal; until: number }>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  add(key: string, refusal: Omit<Refusal, 'at'>): void {
    const now = this.#now();
    this.#refusals.delete(key);
    this.#refusals.set(key, { refusal: { ...refusal, at: new Date(now).toISOString() }, until: now + BELIEVED_MS });
    const oldest = this.#refusals.keys().next();
    if (this.#refusals.size > KEPT && !oldest.done) this.#refusals.delete(oldest.value);
  }

  /** A refusal that is recent enough to be answered without looking again. */
  recent(key: string): Refusal | undefined {
    const entry = this.#refusals.get(key);
    return entry && entry.until > this.#now() ? entry.refusal : undefined;
  }

  /** What was refused passes now. */
  clear(key: string): void {
    this.#refusals.delete(key);
  }

  /** Everything refused and not yet found repaired. */
  list(): Refusal[] {
    return [...this.#refusals.values()].map(({ refusal }) => refusal);
  }
}
