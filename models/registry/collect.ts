import { RegistryError } from './error.ts';
import { FRESH_MS } from './fresh.ts';
import { manifestKey, parseKey } from './keys.ts';
import { parsePointer, versionPointerSchema } from './pointers.ts';
import { inPool } from './pool.ts';
import { readManifestBytes } from './read.ts';
import type { ListedObject, ObjectStore } from './store.ts';

/**
 * The shortest grace time under which publishers may be at work: they write bytes anew that are older than FRESH_MS
 * before they count on them, and have as long again to finish.
 */
export const SHORTEST_GRACE_MS = 2 * FRESH_MS;

export interface CollectOptions {
  /** Only what was last written so long ago is removed, milliseconds. */
  graceMs: number;
  /** The present, milliseconds since 1970. */
  now: number;
  /** Say what would be removed, and remove nothing. */
  dryRun?: boolean;
}

export interface Collected {
  /** Blobs, manifests and signatures of manifests that something refers to. */
  referenced: number;
  /** Unreferenced ones that are within the grace time. */
  young: number;
  removed: ListedObject[];
}

/** Requests at the same time. */
const AT_A_TIME = 8;

const DIGEST = /sha256:[0-9a-f]{64}/g;

/**
 * Removes what nothing refers to: manifests that no version points to, with their signatures, and blobs that no such
 * manifest names, once they are older than the grace time. It errs on the side of keeping:
 *
 * - every digest in any object outside `blobs/`, `manifests/` and `signatures/` counts as a reference, whatever kind of
 *   object it is;
 * - what a young manifest names is kept, for its version may be on the way;
 * - each object's age is looked at again before it is removed, since a publisher may have written it anew.
 *
 * Throws RegistryError 'corrupt' before anything is removed where a version pointer or its manifest is damaged: what it
 * refers to cannot be known.
 */
export async function collectGarbage(store: ObjectStore, options: CollectOptions): Promise<Collected> {
  const objects: ListedObject[] = [];
  for await (const object of store.scan('')) objects.push(object);
  const referenced = await findReferenced(store, objects, options);
  const collected: Collected = { referenced: 0, young: 0, removed: [] };
  const garbage: ListedObject[] = [];
  for (const object of objects) {
    const digest = contentDigest(object.key);
    if (digest === null) continue;
    if (referenced.has(digest)) collected.referenced++;
    else if (isYoung(object, options)) collected.young++;
    else garbage.push(object);
  }
  // Manifests first: a manifest without its blobs is never left behind. Their signatures last, and only once they are gone:
  // a publisher may have written the manifest anew and counts on what is signed.
  for (const prefix of ['manifests/', 'blobs/', 'signatures/']) {
    const gone = new Set(collected.removed.map(({ key }) => key));
    await inPool(garbage, AT_A_TIME, async (object) => {
      if (!object.key.startsWith(prefix)) return;
      if (await isSignatureInUse(store, object.key, gone)) return;
      if (await remove(store, object.key, options)) collected.removed.push(object);
      else collected.young++;
    });
  }
  return collected;
}

/** Whether a key is that of a signature whose manifest is there still, and is not among what a dry run would remove. */
async function isSignatureInUse(store: ObjectStore, key: string, removed: ReadonlySet<string>): Promise<boolean> {
  const place = parseKey(key);
  if (place?.kind !== 'signature') return false;
  const manifest = manifestKey(place.digest);
  return !removed.has(manifest) && (await store.has(manifest));
}

const isYoung = ({ modified }: ListedObject, { now, graceMs }: CollectOptions): boolean => now - modified < graceMs;

/** The digest of what must be referred to for an object to be kept: its own, or that of the manifest signed; else null. */
function contentDigest(key: string): string | null {
  const place = parseKey(key);
  return place?.kind === 'blob' || place?.kind === 'manifest' || place?.kind === 'signature' ? place.digest : null;
}

/** The digests of everything that is referred to, by way of manifests too. */
async function findReferenced(
  store: ObjectStore,
  objects: readonly ListedObject[],
  options: CollectOptions,
): Promise<Set<string>> {
  const referenced = new Set<string>();
  const published = new Set<string>();
  await inPool(objects, AT_A_TIME, async ({ key }) => {
    const place = parseKey(key);
    if (/^(?:blobs|manifests|signatures)\//.test(key)) return;
    const object = await store.get(key);
    if (!object) return;
    if (place?.kind === 'version') published.add(parsePointer(versionPointerSchema, key, object).digest);
    for (const [digest] of new TextDecoder().decode(object.bytes).matchAll(DIGEST)) referenced.add(digest);
  });
  const manifests = objects.filter((object) => parseKey(object.key)?.kind === 'manifest');
  const present = new Set(manifests.map(({ key }) => key));
  for (const digest of published) {
    if (!present.has(manifestKey(digest))) throw lost(digest);
  }
  const named: string[] = [];
  await inPool(manifests, AT_A_TIME, async (object) => {
    const digest = contentDigest(object.key)!;
    if (!referenced.has(digest) && !isYoung(object, options)) return;
    const bytes = await readManifestBytes(store, digest);
    for (const [other] of new TextDecoder().decode(bytes).matchAll(DIGEST)) named.push(other);
  });
  for (const digest of named) referenced.add(digest);
  return referenced;
}

/** Removes an object that is still old; false where it has been written anew. */
async function remove(store: ObjectStore, key: string, options: CollectOptions): Promise<boolean> {
  if (options.dryRun) return true;
  for await (const object of store.scan(key)) {
    if (object.key === key && isYoung(object, options)) return false;
  }
  await store.delete(key);
  return true;
}

const lost = (digest: string): RegistryError =>
  new RegistryError('corrupt', manifestKey(digest), `a version points to ${digest}, and that manifest is missing`);
