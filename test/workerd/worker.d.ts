/** The Worker under test, as `exports` of cloudflare:workers. */
declare namespace Cloudflare {
  interface GlobalProps {
    mainModule: typeof import('../../functions/index.ts');
  }
}
