/** What wrangler.toml binds, as `env` of cloudflare:workers. */
declare namespace Cloudflare {
  interface Env {
    MODELS: R2Bucket;
    /** References, separated by commas, of the models that must load for the service to be ready. */
    READY_MODELS?: string;
    /** `no` keeps the platform from compressing answers. */
    COMPRESS_ANSWERS?: string;
  }
}
