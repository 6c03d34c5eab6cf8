/** What wrangler.toml binds, as `env` of cloudflare:workers. */
declare namespace Cloudflare {
  interface Env {
    MODELS: R2Bucket;
    /** References, separated by commas, of the models that must load for the service to be ready. */
    READY_MODELS?: string;
    /** JSON list of the public keys whose signatures are believed (docs/signatures.md). */
    TRUSTED_KEYS?: string;
    /** `yes`: a release without a signature by one of them is not loaded. */
    REQUIRE_SIGNATURES?: string;
    /** `no` keeps the platform from compressing answers. */
    COMPRESS_ANSWERS?: string;
  }
}
