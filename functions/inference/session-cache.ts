import { ProblemError } from '../problems.ts';

/** What a cache holds: something with a size that must be given back. */
export interface Held {
  bytes: number;
  release(): Promise<void>;
}

interface Entry<T> {
  loading: Promise<T>;
  /** Known once the load was admitted. */
  bytes: number;
  value?: T;
  users: number;
}

export interface CacheCaps {
  entries: number;
  bytes: number;
}

/** Makes room for `bytes` before they are taken, or throws. */
export type Admit = (bytes: number) => Promise<void>;

/**
 * Things that are costly to load, by key; least recently used out first. At most `caps.entries` of at most `caps.bytes`
 * together. Loads of one key at the same time are one load; a load that fails is forgotten at once; nothing in use is
 * released.
 */
export class SessionCache<T extends Held> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #caps: CacheCaps;

  constructor(caps: CacheCaps) {
    this.#caps = caps;
  }

  /** Keys held or loading, least recently used first. */
  keys(): string[] {
    return [...this.#entries.keys()];
  }

  get bytes(): number {
    return this.#sum((entry) => entry.bytes);
  }

  /**
   * Runs something on the value with this key, loading it first if need be.
   * @param load calls its argument with the size, before it takes the memory
   */
  async use<R>(key: string, load: (admit: Admit) => Promise<T>, run: (value: T) => Promise<R>): Promise<R> {
    const entry = this.#entries.get(key) ?? this.#start(key, load);
    entry.users++;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    try {
      return await run(await entry.loading);
    } finally {
      entry.users--;
    }
  }

  /** The load of a key that is under way, if any. */
  underWay(key: string): Promise<T> | undefined {
    const entry = this.#entries.get(key);
    return entry?.value === undefined ? entry?.loading : undefined;
  }

  /** Forgets a load that does not come to an end, so that the next use starts another. */
  abandon(key: string): void {
    if (this.#entries.get(key)?.value === undefined) this.#entries.delete(key);
  }

  /** Releases everything that nobody uses. */
  async clear(): Promise<void> {
    for (const [key, entry] of this.#entries) if (isIdle(entry)) await this.#drop(key, entry);
  }

  #start(key: string, load: (admit: Admit) => Promise<T>): Entry<T> {
    const admit = (bytes: number): Promise<void> => this.#admit(entry, bytes);
    const entry: Entry<T> = { loading: Promise.resolve().then(() => load(admit)), bytes: 0, users: 0 };
    this.#entries.set(key, entry);
    void this.#settle(key, entry);
    return entry;
  }

  /** Keeps the value of a load, or forgets a load that failed. */
  async #settle(key: string, entry: Entry<T>): Promise<void> {
    try {
      entry.value = await entry.loading;
    } catch {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
    }
  }

  async #admit(newcomer: Entry<T>, bytes: number): Promise<void> {
    const counted = (): number => this.#sum((entry) => (entry.bytes > 0 ? 1 : 0));
    const fits = (): boolean => counted() < this.#caps.entries && this.bytes + bytes <= this.#caps.bytes;
    for (const [key, entry] of this.#entries) {
      if (fits()) break;
      if (isIdle(entry)) await this.#drop(key, entry);
    }
    if (!fits()) {
      throw new ProblemError('busy', 'every model that fits into memory is in use', {
        headers: { 'Retry-After': '1' },
      });
    }
    newcomer.bytes = bytes;
  }

  async #drop(key: string, entry: Entry<T>): Promise<void> {
    this.#entries.delete(key);
    await entry.value?.release();
  }

  #sum(of: (entry: Entry<T>) => number): number {
    let sum = 0;
    for (const entry of this.#entries.values()) sum += of(entry);
    return sum;
  }
}

const isIdle = <T>(entry: Entry<T>): boolean => entry.users === 0 && entry.value !== undefined;
