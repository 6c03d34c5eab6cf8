/** The Worker under test, as `exports` of cloudflare:workers. */
declare namespace Cloudflare {
  interface GlobalProps {
    mainModule: typeof import('../../functions/index.ts');
  }
}

/** Vite's: the files that a pattern finds, read while the test is built; empty where there are none. */
interface ImportMeta {
  glob(
    pattern: string,
    options: { query: '?raw' | '?url&inline'; import: 'default'; eager: true },
  ): Record<string, string>;
}
