import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { canonicalBytes } from '../../../models/contract/canonical.ts';
import { smokeRunModel } from '../../../trainer/export/smoke.ts';
import { readReleaseDirectory } from '../../../trainer/publish/release-directory.ts';
import { SMOKE_MODELS } from '../../attacks/smoke-models.ts';
import { generatorRelease } from '../../registry/release-fixture.ts';

const SHIPPED = resolve(import.meta.dirname, '../../../models/shipped');
const shipped = readdirSync(SHIPPED).flatMap((name) =>
  readdirSync(join(SHIPPED, name)).map((version) => join(SHIPPED, name, version)),
);

describe('smokeRunModel', () => {
  it.each(shipped)('passes %s', async (directory) => {
    const { manifest, blobs } = await readReleaseDirectory(directory);
    await smokeRunModel(manifest, blobs.get('model')!, blobs.get('reference')!);
  });

  it.each(SMOKE_MODELS)('refuses $what ($code), as the service does', async ({ bytes, code, reference }) => {
    const { manifest, blobs } = await generatorRelease();
    const answers = reference ? canonicalBytes(reference) : blobs.get('reference')!;
    await expect(smokeRunModel(manifest, bytes, answers)).rejects.toMatchObject({ reason: 'gate', code });
  });
});
