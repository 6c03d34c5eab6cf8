/** What wrangler.toml binds, as `env` of cloudflare:workers. */
declare namespace Cloudflare {
  interface Env {
    MODELS: R2Bucket;
    /** Counts requests by token or network. */
    RATE_LIMIT?: RateLimit;
    /** References, separated by commas, of the models that must load for the service to be ready. */
    READY_MODELS?: string;
    /** JSON list of the public keys whose signatures are believed (docs/signatures.md). */
    TRUSTED_KEYS?: string;
    /** `yes`: a release without a signature by one of them is not loaded. */
    REQUIRE_SIGNATURES?: string;
    /** `no` keeps the platform from compressing answers. */
    COMPRESS_ANSWERS?: string;
    /** Uploaded events, and what jobs make of them. */
    EVENTS: R2Bucket;
    JOBS: Queue<{ job: string; task: number }>;
    JOB_LEDGER: DurableObjectNamespace<import('./jobs/ledger.ts').JobLedger>;
    UPLOAD_LEDGER: DurableObjectNamespace<import('./uploads/upload-ledger.ts').UploadLedger>;
    /** Seconds before a task is tried again, and bytes of text of the smallest shards; numbers, with defaults. */
    JOB_RETRY_SECONDS?: string;
    JOB_SHARD_BYTES?: string;
    /** `yes`: what needs the scope `infer` is for everyone. */
    OPEN_INFERENCE?: string;
    /** `no` takes the brake off. */
    RATE_LIMITED?: string;
    /** Origins of pages that may call the service, separated by commas. */
    CORS_ORIGINS?: string;
  }
}
