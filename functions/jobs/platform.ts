import type { UploadLedger } from '../uploads/upload-ledger.ts';
import type { JobLedger } from './ledger.ts';

/** The calls of an object in another isolate: each gives a promise. */
type Remote<T, K extends keyof T> = {
  [M in K]: T[M] extends (...args: infer A) => infer R ? (...args: A) => Promise<Awaited<R>> : never;
};

export type LedgerCalls = Remote<
  JobLedger,
  | 'start'
  | 'describe'
  | 'follow'
  | 'result'
  | 'retry'
  | 'cancel'
  | 'take'
  | 'plan'
  | 'planFurther'
  | 'done'
  | 'complete'
  | 'note'
  | 'fail'
>;

export type UploadCalls = Remote<UploadLedger, 'describe' | 'begin' | 'part' | 'forget'>;

/** What routes and consumers of large sets work with. */
export interface JobsPlatform {
  bucket: R2Bucket;
  /** The ledger of a job by its id, of an upload by its digest. */
  ledger: (job: string) => LedgerCalls;
  upload: (digest: string) => UploadCalls;
}

/** The platform that wrangler.toml binds. */
export function jobsPlatform({ EVENTS, JOB_LEDGER, UPLOAD_LEDGER }: Cloudflare.Env): JobsPlatform {
  return {
    bucket: EVENTS,
    // The platform's types of a stub make arrays of tuples; what travels is what was sent.
    ledger: (job) => JOB_LEDGER.get(JOB_LEDGER.idFromName(job)) as unknown as LedgerCalls,
    upload: (digest) => UPLOAD_LEDGER.get(UPLOAD_LEDGER.idFromName(digest)),
  };
}
