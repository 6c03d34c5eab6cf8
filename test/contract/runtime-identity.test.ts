import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { RUNTIME } from '../../functions/inference/runtime-identity.ts';

const runtime = resolve(import.meta.dirname, '../../node_modules/onnxruntime-web');

it('the runtime that answers name is the one that is installed', () => {
  const { version } = JSON.parse(readFileSync(join(runtime, 'package.json'), 'utf8')) as { version: string };
  const wasm = readFileSync(join(runtime, 'dist/ort-wasm-simd-threaded.wasm'));
  const hash = createHash('sha256').update(wasm).digest('hex').slice(0, 16);
  expect(RUNTIME).toBe(`onnxruntime-web/${version}+sha256:${hash}`);
});
