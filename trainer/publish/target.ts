/** A bucket that speaks the S3 API. */
export interface S3Target {
  /** Address of the bucket itself, without a trailing slash. */
  bucketUrl: string;
  accessKeyId: string;
  secretAccessKey: string;
}

/** A HadronEdge service, written to through its HTTP interface. */
export interface ServiceTarget {
  /** Address of the service, without a trailing slash. */
  serviceUrl: string;
  /** The token that is sent with every request. */
  token?: string;
}

/** Where `hadronedge serve` listens unless told otherwise. */
export const LOCAL_URL = 'http://127.0.0.1:8787';

/** Where the local server's bucket speaks the S3 API, below its address; the last segment is wrangler.toml's bucket. */
export const LOCAL_BUCKET_PATH = '/cdn-cgi/local/r2/s3/hadronedge-models';

/** The keys of wrangler.toml's local bucket. They open a bucket on this computer only. */
export const LOCAL_KEYS = { accessKeyId: 'local', secretAccessKey: 'local-bucket-only' } as const;

/** Environment variables with the keys of a real bucket. */
export const KEY_VARIABLES = {
  accessKeyId: 'HADRONEDGE_S3_ACCESS_KEY_ID',
  secretAccessKey: 'HADRONEDGE_S3_SECRET_ACCESS_KEY',
} as const;

/** Environment variable with the token of a service. */
export const TOKEN_VARIABLE = 'HADRONEDGE_TOKEN';

/** Hosts of buckets: their addresses need a bucket's name, and are never taken for a service. */
const BUCKET_HOST = /(?:^|\.)(?:r2\.cloudflarestorage\.com|amazonaws\.com)$/;

/** A target that cannot be used as given. */
export class TargetError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TargetError';
  }
}

/** The bucket of a server on this computer. */
export function localTarget(url: string = LOCAL_URL): S3Target {
  return { bucketUrl: `${url.replace(/\/+$/, '')}${LOCAL_BUCKET_PATH}`, ...LOCAL_KEYS };
}

/** The target is a bucket. */
export const isBucket = (target: S3Target | ServiceTarget): target is S3Target => 'bucketUrl' in target;

/**
 * What an address means:
 *
 * - `http://127.0.0.1:8787`: the bucket of a server on this computer, with the local keys;
 * - `https://host`, or any address that ends in `/v1`: a HadronEdge service, with the token of the environment, which a
 *   service beyond this computer must have;
 * - `https://<account>.r2.cloudflarestorage.com/<bucket>`: a bucket, with the keys of the environment.
 *
 * Throws TargetError for other addresses, plain http beyond this computer, and missing keys.
 */
export function targetOf(
  address: string,
  environment: Readonly<Record<string, string | undefined>>,
): S3Target | ServiceTarget {
  const url = parseUrl(address);
  const here = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  const path = url.pathname.replace(/\/+$/, '');
  if (here && (path === '' || path === LOCAL_BUCKET_PATH)) return localTarget(url.origin);
  if (url.protocol !== 'https:' && !here) throw new TargetError('what is beyond this computer needs https');
  if (path === '' && BUCKET_HOST.test(url.hostname)) {
    throw new TargetError(`${url.origin} names no bucket; add /<bucket>`);
  }
  return path === '' || path === '/v1'
    ? serviceTarget(url, here, environment[TOKEN_VARIABLE])
    : bucketTarget(url, path, environment);
}

function serviceTarget(url: URL, here: boolean, token: string | undefined): ServiceTarget {
  if (token && /[^\x21-\x7e]/.test(token)) throw new TargetError(`${TOKEN_VARIABLE} holds what no token can hold`);
  if (token) return { serviceUrl: url.origin, token };
  if (!here) throw new TargetError(`set ${TOKEN_VARIABLE} for ${url.host}`);
  return { serviceUrl: url.origin };
}

function bucketTarget(url: URL, path: string, environment: Readonly<Record<string, string | undefined>>): S3Target {
  const accessKeyId = environment[KEY_VARIABLES.accessKeyId];
  const secretAccessKey = environment[KEY_VARIABLES.secretAccessKey];
  if (!accessKeyId || !secretAccessKey) {
    throw new TargetError(`set ${KEY_VARIABLES.accessKeyId} and ${KEY_VARIABLES.secretAccessKey} for ${url.host}`);
  }
  return { bucketUrl: `${url.origin}${path}`, accessKeyId, secretAccessKey };
}

function parseUrl(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || !['http:', 'https:'].includes(url.protocol))
    throw new TargetError('the target must be an http(s) address');
  if (url.username || url.password) throw new TargetError('keys belong in the environment, not in the address');
  if (url.search || url.hash) throw new TargetError('the address has no query and no fragment');
  return url;
}
