import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'node', include: ['test/**/*.test.ts'], exclude: ['test/workerd/**'], testTimeout: 60_000 } },
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: './wrangler.toml' },
            // As `hadronedge serve` does. Access has tests with settings of their own. Small shards and no waits between tries:
            // jobs of a few hundred events then have several of both.
            miniflare: {
              bindings: { OPEN_INFERENCE: 'yes', RATE_LIMITED: 'no', JOB_SHARD_BYTES: '20000', JOB_RETRY_SECONDS: '0' },
            },
          }),
        ],
        test: { name: 'workerd', include: ['test/workerd/**/*.test.ts'], testTimeout: 60_000 },
      },
    ],
  },
});
