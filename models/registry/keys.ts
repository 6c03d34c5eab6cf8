import { TOKEN_PREFIX } from '../access/record.ts';
import { TOKEN_ID_PATTERN } from '../access/token.ts';
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
 *     models/<name>/states/<semver>            state of a version, where it was ever changed
 *     models/<name>/state-history/<semver>/<revision>  one change of it
 *     tokens/<id>                              hash of a token and what it may do (models/access)
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

export const statePrefix = (model: string): string => `models/${name(model)}/states/`;
export const stateKey = (model: string, version: string): string =>
  `${statePrefix(model)}${segment(version, VERSION_PATTERN, 'version')}`;
export const stateHistoryPrefix = (model: string, version: string): string =>
  `models/${name(model)}/state-history/${segment(version, VERSION_PATTERN, 'version')}/`;

/** Key of the move of an alias that made `revision` (1, 2, …). */
export const historyKey = (model: string, alias: string, revision: number): string =>
  `${historyPrefix(model, alias)}${revisionSegment(revision)}`;

/** Key of the change of a version's state that made `revision`. */
export const stateHistoryKey = (model: string, version: string, revision: number): string =>
  `${stateHistoryPrefix(model, version)}${revisionSegment(revision)}`;

function revisionSegment(revision: number): string {
  if (!Number.isInteger(revision) || revision < 1 || revision >= 10 ** REVISION_DIGITS) {
    throw new RangeError(`not a revision: ${revision}`);
  }
  return String(revision).padStart(REVISION_DIGITS, '0');
}

/** The last segment of a key. */
export const lastSegment = (key: string): string => key.slice(key.lastIndexOf('/') + 1);

/** What stands at a key. */
export type Place =
  | { kind: 'blob' | 'manifest'; digest: string }
  | { kind: 'signature'; digest: string; keyid: string }
  | { kind: 'token'; id: string }
  | { kind: 'version' | 'state'; name: string; version: string }
  | { kind: 'alias'; name: string; alias: string }
  | { kind: 'alias-move'; name: string; alias: string; revision: number }
  | { kind: 'state-move'; name: string; version: string; revision: number };

const CONTENT_KEY = /^(blob|manifest)s\/sha256\/([0-9a-f]{64})$/;
const SIGNATURE_KEY = /^signatures\/sha256\/([0-9a-f]{64})\/([0-9a-f]{64})\.json$/;
const MODEL_KEY = /^models\/([^/]+)\/(versions|aliases|states|history|state-history)\/([^/]+)(?:\/(\d{10}))?$/;

/** Reads a key; null where the registry writes nothing. Building the key of the place again gives the key. */
export function parseKey(key: string): Place | null {
  const content = CONTENT_KEY.exec(key);
  if (content) return { kind: content[1] as 'blob' | 'manifest', digest: `sha256:${content[2]}` };
  const [, signed, keyid] = SIGNATURE_KEY.exec(key) ?? [];
  if (signed !== undefined && keyid !== undefined) return { kind: 'signature', digest: `sha256:${signed}`, keyid };
  const id = key.startsWith(TOKEN_PREFIX) ? key.slice(TOKEN_PREFIX.length) : '';
  if (TOKEN_ID_PATTERN.test(id)) return { kind: 'token', id };
  const [, name = '', folder, which = '', digits] = MODEL_KEY.exec(key) ?? [];
  if (!NAME_PATTERN.test(name)) return null;
  const aliased = folder === 'aliases' || folder === 'history';
  if (!(aliased ? NAME_PATTERN : VERSION_PATTERN).test(which)) return null;
  const inHistory = folder === 'history' || folder === 'state-history';
  const revision = Number(digits);
  if (inHistory !== (digits !== undefined) || revision === 0) return null;
  if (folder === 'history') return { kind: 'alias-move', name, alias: which, revision };
  if (folder === 'state-history') return { kind: 'state-move', name, version: which, revision };
  if (folder === 'aliases') return { kind: 'alias', name, alias: which };
  return { kind: folder === 'versions' ? 'version' : 'state', name, version: which };
}
