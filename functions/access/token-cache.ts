import type { TokenRecord } from '../../models/access/record.ts';
import { readToken } from '../../models/access/tokens.ts';
import { RegistryError } from '../../models/registry/error.ts';
import type { ObjectStore } from '../../models/registry/store.ts';
import type { Dependencies } from '../dependencies.ts';

/** A record is believed this long before it is read again: what a revoked token has left at most. */
export const TOKEN_TTL_MS = 10_000;
const ENTRIES = 1_000;

interface Entry {
  record: TokenRecord;
  readAt: number;
}

/** Records of tokens, kept for seconds. Ids that are not there are not kept: a new token works at once. */
export class TokenCache {
  readonly #store: ObjectStore;
  readonly #log: Dependencies['log'];
  readonly #now: () => number;
  readonly #entries = new Map<string, Entry>();

  constructor(store: ObjectStore, log: Dependencies['log'], now: () => number) {
    this.#store = store;
    this.#log = log;
    this.#now = now;
  }

  /** The record of an id, at most `TOKEN_TTL_MS` old, or null; a damaged one is logged, and none. */
  async get(id: string): Promise<TokenRecord | null> {
    const entry = this.#entries.get(id);
    if (entry && this.#now() - entry.readAt < TOKEN_TTL_MS) return entry.record;
    this.#entries.delete(id);
    const readAt = this.#now();
    const record = await this.#read(id);
    if (record) this.#keep(id, { record, readAt });
    return record;
  }

  async #read(id: string): Promise<TokenRecord | null> {
    try {
      return await readToken(this.#store, id);
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error;
      this.#log({ level: 'error', detail: error.message });
      return null;
    }
  }

  #keep(id: string, entry: Entry): void {
    const [oldest] = this.#entries.keys();
    if (this.#entries.size >= ENTRIES && oldest !== undefined) this.#entries.delete(oldest);
    this.#entries.set(id, entry);
  }
}
