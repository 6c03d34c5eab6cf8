import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { moveAlias } from '../../models/registry/alias.ts';
import { type PublishOutcome, publishRelease } from '../../models/registry/publish.ts';
import { readAlias } from '../../models/registry/resolve.ts';
import { readState } from '../../models/registry/state.ts';
import type { ObjectStore } from '../../models/registry/store.ts';
import { compareVersions } from '../../models/registry/version-order.ts';
import { readReleaseDirectory } from '../../trainer/publish/release-directory.ts';
import { S3Store } from '../../trainer/publish/s3-store.ts';
import { localTarget } from '../../trainer/publish/target.ts';
import { PROJECT } from './local.ts';

/** The releases that come with the project: `<name>/<version>/`. */
const SHIPPED = join(PROJECT, 'models/shipped');

/** Release directories below a folder, older versions first. */
async function releaseDirectories(folder: string): Promise<string[]> {
  const names = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const versions = await Promise.all(
    names.map(async ({ name }) =>
      (await readdir(join(folder, name))).toSorted(compareVersions).map((v) => join(folder, name, v)),
    ),
  );
  return versions.flat();
}

/** Points `stable` to a shipped version, but never away from what someone else put there, nor back. */
async function offerAsStable(store: ObjectStore, release: PublishOutcome, shipped: Set<string>): Promise<void> {
  // What someone withdrew here is left alone.
  if ((await readState(store, release.name, release.version))?.state === 'yanked') return;
  const pointer = await readAlias(store, release.name, 'stable');
  if (pointer && (!shipped.has(pointer.digest) || compareVersions(pointer.version, release.version) >= 0)) return;
  const why = 'shipped with HadronEdge';
  const change = { version: release.version, who: 'hadronedge serve', why, when: new Date().toISOString() };
  await moveAlias(store, release.name, 'stable', { ...change, expectedRevision: pointer?.revision ?? 0 });
}

/** Puts the shipped releases into a local server's bucket, where they are not there yet, and gives them. */
export async function publishShipped(serverUrl: string): Promise<PublishOutcome[]> {
  const store = new S3Store(localTarget(serverUrl));
  const releases: PublishOutcome[] = [];
  const shipped = new Set<string>();
  for (const directory of await releaseDirectories(SHIPPED)) {
    const release = await publishRelease(store, await readReleaseDirectory(directory));
    shipped.add(release.digest);
    await offerAsStable(store, release, shipped);
    releases.push(release);
  }
  return releases;
}
