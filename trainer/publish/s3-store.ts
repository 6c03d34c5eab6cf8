import { AwsClient } from 'aws4fetch';
import { sha256Digest } from '../../models/contract/digest.ts';
import type { ObjectStore, StoredObject, WriteCondition } from '../../models/registry/store.ts';
import { S3Error } from './s3-error.ts';
import { parseListing } from './s3-listing.ts';
import type { S3Target } from './target.ts';

export interface S3Options {
  fetch?: typeof fetch;
  /** Attempts at a request that gets no answer or a 429 or 5xx. */
  attempts?: number;
  /** Wait before the second attempt; doubles with each. */
  backoffMs?: number;
  /** Keys a page of a listing, 1000 at most. */
  pageSize?: number;
}

interface Call {
  method: 'GET' | 'HEAD' | 'PUT';
  url: string;
  body?: Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
}

interface Answer {
  response: Response;
  body: Uint8Array<ArrayBuffer>;
  /** Whether an earlier attempt may have been carried out although it seemed to fail. */
  repeated: boolean;
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
  readonly #attempts: number;
  readonly #backoffMs: number;
  readonly #pageSize: number;

  constructor(target: S3Target, options: S3Options = {}) {
    const { accessKeyId, secretAccessKey } = target;
    this.#client = new AwsClient({ accessKeyId, secretAccessKey, service: 's3', region: 'auto' });
    this.#bucket = target.bucketUrl.replace(/\/+$/, '');
    this.#fetch = options.fetch ?? fetch;
    this.#attempts = options.attempts ?? 5;
    this.#backoffMs = options.backoffMs ?? 200;
    this.#pageSize = options.pageSize ?? 1000;
  }

  async get(key: string): Promise<StoredObject | null> {
    const { response, body } = await this.#send({ method: 'GET', url: this.#urlOf(key) });
    if (response.status === 404) return null;
    requireOk(response, key);
    return { bytes: body, etag: etagOf(response, key) };
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

  async *list(prefix: string): AsyncIterable<string> {
    let token: string | null = null;
    do {
      const query = new URLSearchParams({ 'list-type': '2', 'max-keys': String(this.#pageSize), prefix });
      if (token !== null) query.set('continuation-token', token);
      const { response, body } = await this.#send({ method: 'GET', url: `${this.#bucket}?${encodeQuery(query)}` });
      requireOk(response, prefix);
      const page = parseListing(new TextDecoder().decode(body));
      yield* page.keys;
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
    for (let attempt = 1; ; attempt++) {
      const repeated = attempt > 1;
      const outcome = await this.#sendOnce(call).catch((error: unknown) => error);
      const answered = outcome instanceof Response ? outcome : null;
      const body = answered && (await readBody(answered));
      if (answered && body && answered.status !== 429 && answered.status < 500) {
        return { response: answered, body, repeated };
      }
      if (attempt >= this.#attempts) throw noAnswer(this.#bucket, answered?.status ?? null, outcome);
      await new Promise((resolve) => setTimeout(resolve, this.#backoffMs * 2 ** (attempt - 1)));
    }
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

/** The whole body, or null where the connection broke on the way. */
async function readBody(response: Response): Promise<Uint8Array<ArrayBuffer> | null> {
  return response.arrayBuffer().then(
    (buffer) => new Uint8Array(buffer),
    () => null,
  );
}

function etagOf(response: Response, key: string): string {
  const etag = response.headers.get('etag');
  if (etag === null) throw new S3Error(`the bucket gave no etag for ${key}`, response.status);
  return etag;
}

function requireOk(response: Response, key: string): void {
  if (response.ok) return;
  const why =
    response.status === 401 || response.status === 403 ? 'it does not accept the access keys' : 'not expected';
  throw new S3Error(`the bucket answered ${response.status} for ${key}: ${why}`, response.status);
}

function noAnswer(bucket: string, status: number | null, outcome: unknown): S3Error {
  const cause = outcome instanceof Error ? { cause: outcome } : undefined;
  const what = status === null ? 'does not answer; is the server running?' : `keeps answering ${status}`;
  return new S3Error(`${bucket} ${what}`, status, cause);
}
