import { DIGEST_PATTERN, NAME_PATTERN, VERSION_PATTERN } from '../contract/names.ts';

/**
 * Where things stand in the bucket (DESIGN section 6):
 *
 *     blobs/sha256/<hex>                       bytes of a blob
 *     manifests/sha256/<hex>                   canonical JSON of a manifest
 *     signatures/sha256/<hex>/<keyid>.json     signature of that manifest by one key
 *     models/<name>/versions/<semver>          pointer to a manifest
 *     models/<name>/aliases/<alias>            pointer and revision
 *     models/<name>/history/<alias>/<revision> one move, revision in ten digits so that keys sort as numbers
 *
 * Every segment is checked here once more, so that no name leaves its prefix whoever calls.
 */
function segment(value: string, pattern: RegExp, what: string): string {
  if (!pattern.test(value)) throw new RangeError(`not a ${what}: ${JSON.stringify(value.slice(0, 80))}`);
  return value;
}

const REVISION_DIGITS = 10;
const name = (value: string): string => segment(value, NAME_PATTERN, 'model or alias name');
const hex = (digest: string): string => segment(digest, DIGEST_PATTERN, 'digest').slice('sha256:'.length);

export const blobKey = (digest: string): string => `blobs/sha256/${hex(digest)}`;
export const manifestKey = (digest: string): string => `manifests/sha256/${hex(digest)}`;
export const signaturePrefix = (digest: string): string => `signatures/sha256/${hex(digest)}/`;
export const signatureKey = (digest: string, keyid: string): string =>
  `${signaturePrefix(digest)}${segment(keyid, /^[0-9a-f]{64}$/, 'key id')}.json`;
export const versionPrefix = (model: string): string => `models/${name(model)}/versions/`;
export const versionKey = (model: string, version: string): string =>
  `${versionPrefix(model)}${segment(version, VERSION_PATTERN, 'version')}`;
export const aliasPrefix = (model: string): string => `models/${name(model)}/aliases/`;
export const aliasKey = (model: string, alias: string): string => `${aliasPrefix(model)}${name(alias)}`;
export const historyPrefix = (model: string, alias: string): string => `models/${name(model)}/history/${name(alias)}/`;

/** Key of the move that made `revision` (1, 2, …). */
export function historyKey(model: string, alias: string, revision: number): string {
  if (!Number.isInteger(revision) || revision < 1 || revision >= 10 ** REVISION_DIGITS) {
    throw new RangeError(`not a revision: ${revision}`);
  }
  return `${historyPrefix(model, alias)}${String(revision).padStart(REVISION_DIGITS, '0')}`;
}

/** The last segment of a key. */
export const lastSegment = (key: string): string => key.slice(key.lastIndexOf('/') + 1);
