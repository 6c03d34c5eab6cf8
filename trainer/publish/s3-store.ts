import { AwsClient } from 'aws4fetch';
import { sha256Digest } from '../../models/contract/digest.ts';
import {
  behindFolder,
  type ListedObject,
  type ObjectStore,
  type StoredObject,
  type WriteCondition,
} from '../../models/registry/store.ts';
import { type Answer, NoAnswer, PATIENCE, type Patience, sendPatiently } from './patience.ts';
import { S3Error } from './s3-error.ts';
import { type ListingPage, parseListing } from './s3-listing.ts';
import type { S3Target } from './target.ts';

export interface S3Options extends Partial<Patience> {
  fetch?: typeof fetch;
  /** Keys a page of a listing, 1000 at most. */
  pageSize?: number;
}

interface Call {
  method: 'GET' | 'HEAD' | 'PUT' | 'DELETE';
  url: string;
  body?: Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
}

const TIMEOUT_MS = 60_000;
const NOTHING = new Uint8Array(0);

/**
 * The registry's object store over the S3 API, as R2 speaks it. Every request is signed with the hash of what it carries.
 * Failed requests are repeated; a conditional write that meets its own earlier success counts as success, which reading
 * the object back tells.
 */
export class S3Store implements ObjectStore {
  readonly #client: AwsClient;
  readonly #bucket: string;
  readonly #fetch: typeof fetch;
  readonly #patience: Patience;
  readonly #pageSize: number;

  constructor(target: S3Target, options: S3Options = {}) {
    const { accessKeyId, secretAccessKey } = target;
    this.#client = new AwsClient({ accessKeyId, secretAccessKey, service: 's3', region: 'auto' });
    this.#bucket = target.bucketUrl.replace(/\/+$/, '');
    this.#fetch = options.fetch ?? fetch;
    this.#patience = { ...PATIENCE, ...options };
    this.#pageSize = options.pageSize ?? 1000;
  }

  async get(key: string): Promise<StoredObject | null> {
    const { response, body } = await this.#send({ method: 'GET', url: this.#urlOf(key) });
    if (response.status === 404) return null;
    requireOk(response, key);
    return { bytes: body, etag: etagOf(response, key), modified: modifiedOf(response, key) };
  }

  async has(key: string): Promise<boolean> {
    const { response } = await this.#send({ method: 'HEAD', url: this.#urlOf(key) });
    if (response.status === 404) return false;
    requireOk(response, key);
    return true;
  }

  async put(key: string, bytes: Uint8Array<ArrayBuffer>, condition?: WriteCondition): Promise<string | null> {
    const headers = conditionHeaders(condition);
    const { response, repeated } = await this.#send({ method: 'PUT', url: this.#urlOf(key), body: bytes, headers });
    const refused = response.status === 412 || (response.status === 404 && condition && 'etag' in condition);
    if (refused && condition) return repeated ? this.#etagIfHolds(key, bytes) : null;
    requireOk(response, key);
    return etagOf(response, key);
  }

  async delete(key: string): Promise<void> {
    const { response } = await this.#send({ method: 'DELETE', url: this.#urlOf(key) });
    if (response.status !== 404) requireOk(response, key);
  }

  async *list(prefix: string): AsyncIterable<string> {
    for await (const { key } of this.scan(prefix)) yield key;
  }

  async *scan(prefix: string): AsyncIterable<ListedObject> {
    for await (const page of this.#pages({ prefix })) yield* page.objects;
  }

  async *folders(prefix: string, after?: string): AsyncIterable<string> {
    const start = after === undefined ? {} : { 'start-after': behindFolder(prefix, after) };
    for await (const page of this.#pages({ prefix, delimiter: '/', ...start })) {
      for (const folder of page.prefixes) yield folder.slice(prefix.length, -1);
    }
  }

  async *#pages(options: Record<string, string>): AsyncIterable<ListingPage> {
    let token: string | null = null;
    do {
      const query = new URLSearchParams({ 'list-type': '2', 'max-keys': String(this.#pageSize), ...options });
      if (token !== null) query.set('continuation-token', token);
      const { response, body } = await this.#send({ method: 'GET', url: `${this.#bucket}?${encodeQuery(query)}` });
      requireOk(response, 'a listing');
      const page = parseListing(new TextDecoder().decode(body));
      yield page;
      token = page.next;
    } while (token !== null);
  }

  /** The etag of an object that holds these very bytes, else null. */
  async #etagIfHolds(key: string, bytes: Uint8Array): Promise<string | null> {
    const object = await this.get(key);
    const same = object?.bytes.length === bytes.length && object.bytes.every((byte, i) => byte === bytes[i]);
    return same && object ? object.etag : null;
  }

  #urlOf(key: string): string {
    return `${this.#bucket}/${key.split('/').map(encodeSegment).join('/')}`;
  }

  async #send(call: Call): Promise<Answer> {
    return sendPatiently(() => this.#sendOnce(call), this.#patience).catch((error: unknown) => {
      if (!(error instanceof NoAnswer)) throw error;
      throw new S3Error(`${this.#bucket} ${error.message}`, null, { cause: error });
    });
  }

  async #sendOnce({ method, url, body, headers }: Call): Promise<Response> {
    const hash = (await sha256Digest(body ?? NOTHING)).slice('sha256:'.length);
    const request = await this.#client.sign(url, {
      method,
      headers: { ...headers, 'X-Amz-Content-Sha256': hash },
      ...(body ? { body } : {}),
    });
    return this.#fetch(request, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' });
  }
}

/** A path segment with everything encoded that SigV4 wants encoded, which is more than encodeURIComponent does. */
function encodeSegment(segment: string): string {
  return encodeURIComponent(segment).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** A query with spaces as %20, which is how SigV4 signs them. */
const encodeQuery = (query: URLSearchParams): string => query.toString().replaceAll('+', '%20');

function conditionHeaders(condition: WriteCondition | undefined): Record<string, string> {
  if (!condition) return {};
  return 'absent' in condition ? { 'If-None-Match': '*' } : { 'If-Match': condition.etag };
}

function etagOf(response: Response, key: string): string {
  const etag = response.headers.get('etag');
  if (etag === null) throw new S3Error(`the bucket gave no etag for ${key}`, response.status);
  return etag;
}

/** The time of the last write; HTTP dates are in whole seconds. */
function modifiedOf(response: Response, key: string): number {
  const time = Date.parse(response.headers.get('last-modified') ?? '');
  if (Number.isNaN(time)) throw new S3Error(`the bucket gave no time for ${key}`, response.status);
  return time;
}

function requireOk(response: Response, key: string): void {
  if (response.ok) return;
  const why =
    response.status === 401 || response.status === 403 ? 'it does not accept the access keys' : 'not expected';
  throw new S3Error(`the bucket answered ${response.status} for ${key}: ${why}`, response.status);
}
