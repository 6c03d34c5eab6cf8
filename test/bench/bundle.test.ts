import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { BUNDLE_LIMITS, tooHeavy, total, weigh } from '../../bench/lib/bundle.ts';

it('weighs what is uploaded and nothing else, and refuses what the platform would', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hadronedge-bundle-'));
  try {
    expect(tooHeavy(total(weigh(folder)))).toBe('there is no bundle');
    const entry = "import a from './a.wasm'; import b from './b.wasm';\n//# sourceMappingURL=index.js.map";
    writeFileSync(join(folder, 'index.js'), entry.padEnd(1000));
    writeFileSync(join(folder, 'a.wasm'), new Uint8Array(5000));
    for (const name of ['index.js.map', 'README.md', 'old.wasm']) writeFileSync(join(folder, name), 'y'.repeat(1e6));
    const weights = weigh(folder);
    expect(weights.map(({ name, raw }) => [name, raw])).toEqual([
      ['a.wasm', 5000],
      ['index.js', 1000],
    ]);
    expect(total(weights).raw).toBe(6000);
    expect(total(weights).gzip).toBeLessThan(300);
    expect(tooHeavy(total(weights))).toBeNull();
    writeFileSync(join(folder, 'b.wasm'), randomBytes(BUNDLE_LIMITS.gzip));
    expect(tooHeavy(total(weigh(folder)))).toMatch(/after gzip are more than 10000000$/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('refuses what is too large before gzip', () => {
  expect(tooHeavy({ name: '', raw: BUNDLE_LIMITS.raw + 1, gzip: 1 })).toContain('are more than');
  expect(tooHeavy({ name: '', raw: BUNDLE_LIMITS.raw, gzip: BUNDLE_LIMITS.gzip })).toBeNull();
});
