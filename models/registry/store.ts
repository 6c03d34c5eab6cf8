/**
 * Object storage as the registry needs it: whole objects, conditional writes, paged listing. Three implementations:
 * memory (tests), an R2 binding (the Worker) and the S3 API (the trainer's publish, to local or real R2).
 * All share one contract suite, `test/registry/store-contract.ts`.
 */
export interface StoredObject {
  bytes: Uint8Array<ArrayBuffer>;
  /** Opaque revision of the object, for compare-and-swap. */
  etag: string;
  /** When it was last written, milliseconds since 1970 by the store's clock; whole seconds where that is all it keeps. */
  modified: number;
}

/** An object as a listing shows it. */
export interface ListedObject {
  key: string;
  /** Its length. */
  bytes: number;
  /** As of `StoredObject`. */
  modified: number;
}

/** When a write may happen: only if the key is absent, or only if it still has this etag. */
export type WriteCondition = { absent: true } | { etag: string };

export interface ObjectStore {
  /** The object at a key, or null where there is none. */
  get(key: string): Promise<StoredObject | null>;
  /** Whether a key holds an object. */
  has(key: string): Promise<boolean>;
  /** Writes one object whole; gives its etag, or null where the condition did not hold (nothing written). */
  put(key: string, bytes: Uint8Array<ArrayBuffer>, condition?: WriteCondition): Promise<string | null>;
  /** Removes one object; nothing happens where there is none. */
  delete(key: string): Promise<void>;
  /** All keys with a prefix, in lexicographic order, over as many pages as it takes. */
  list(prefix: string): AsyncIterable<string>;
  /** As `list`, with size and age. */
  scan(prefix: string): AsyncIterable<ListedObject>;
  /**
   * The names of the folders right below a prefix that ends with `/`, in the order of their keys (where `a-b/` comes
   * before `a/`); with `after` only those behind the folder of that name.
   */
  folders(prefix: string, after?: string): AsyncIterable<string>;
}

/** The key behind which everything follows that is not in a folder nor before it: `0` comes right after `/`. */
export const behindFolder = (prefix: string, name: string): string => `${prefix}${name}0`;
