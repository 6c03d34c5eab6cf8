/** A bucket that speaks the S3 API. */
export interface S3Target {
  /** Address of the bucket itself, without a trailing slash. */
  bucketUrl: string;
  accessKeyId: string;
  secretAccessKey: string;
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

/**
 * The bucket meant by an address: a server on this computer (its bucket, with the local keys), or a bucket's own address
 * `https://<account>.r2.cloudflarestorage.com/<bucket>` with the keys of the environment.
 *
 * Throws TargetError for what is no address of a bucket, plain http beyond this computer, or missing keys.
 */
export function targetOf(address: string, environment: Readonly<Record<string, string | undefined>>): S3Target {
  const url = parseUrl(address);
  const here = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  if (here && (url.pathname === '/' || url.pathname.replace(/\/+$/, '') === LOCAL_BUCKET_PATH)) {
    return localTarget(url.origin);
  }
  if (url.protocol !== 'https:' && !here) throw new TargetError('a bucket beyond this computer needs https');
  if (url.pathname === '/') throw new TargetError(`${url.origin} names no bucket; add /<bucket>`);
  const accessKeyId = environment[KEY_VARIABLES.accessKeyId];
  const secretAccessKey = environment[KEY_VARIABLES.secretAccessKey];
  if (!accessKeyId || !secretAccessKey) {
    throw new TargetError(`set ${KEY_VARIABLES.accessKeyId} and ${KEY_VARIABLES.secretAccessKey} for ${url.host}`);
  }
  return { bucketUrl: `${url.origin}${url.pathname.replace(/\/+$/, '')}`, accessKeyId, secretAccessKey };
}

function parseUrl(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || !['http:', 'https:'].includes(url.protocol))
    throw new TargetError('the target must be an http(s) address');
  if (url.username || url.password) throw new TargetError('keys belong in the environment, not in the address');
  if (url.search || url.hash) throw new TargetError('the address of a bucket has no query and no fragment');
  return url;
}
