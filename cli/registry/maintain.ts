import { collectGarbage } from '../../models/registry/collect.ts';
import { checkRegistry, type FsckReport } from '../../models/registry/fsck.ts';
import type { ObjectStore } from '../../models/registry/store.ts';
import { CommandError } from '../errors.ts';
import { working } from './target.ts';

/** Unreferenced keys that are printed at most. */
const SHOWN = 20;

const HOUR_MS = 60 * 60 * 1000;

/** Bytes as people read them. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const power = Math.min(4, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${value < 100 ? value.toPrecision(3) : value.toFixed(0)} ${['B', 'kB', 'MB', 'GB', 'TB'][power]}`;
}

/** What a check found, in lines that line up. */
export function describeReport({ counts, bytes, unreferenced, unfinished, unknown }: FsckReport): string {
  const rows: [string, number, string][] = [
    ['blobs', counts.blob, `${formatBytes(bytes)} with the manifests, each hashed again`],
    ['manifests', counts.manifest, 'each with its blobs'],
    ['signatures', counts.signature, 'each about its manifest'],
    ['versions', counts.version, 'each with its manifest'],
    ['aliases', counts.alias, `${counts['alias-move']} moves, from the first to the last`],
    ['states', counts.state, `${counts['state-move']} changes, from the first to the last`],
    ['tokens', counts.token, 'records'],
  ];
  const lines = rows.map(([what, count, how]) => `${what.padEnd(10)} ${String(count).padStart(6)}  ${how}`);
  if (unreferenced.length > 0) lines.push(`${unreferenced.length} unreferenced; registry gc removes them in time`);
  for (const subject of unfinished) lines.push(`${subject} is in the middle of a move; the next one finishes it`);
  for (const key of unknown.slice(0, SHOWN)) lines.push(`not looked at: ${key}`);
  if (unknown.length > SHOWN) lines.push(`not looked at: ${unknown.length - SHOWN} more`);
  return `${lines.join('\n')}\n`;
}

/** Checks a whole bucket and prints what it found; throws a CommandError (exit 3) where something is wrong. */
export async function fsck(store: ObjectStore, json: boolean): Promise<void> {
  const report = await working(checkRegistry(store));
  const { faults } = report;
  if (json) process.stdout.write(`${JSON.stringify(report)}\n`);
  else {
    process.stdout.write(describeReport(report));
    for (const { key, detail } of faults) process.stdout.write(`FAULT ${key}: ${detail}\n`);
    if (faults.length === 0) process.stdout.write('the registry is whole\n');
  }
  if (faults.length > 0) throw new CommandError(`the registry is damaged in ${faults.length} places`, 3);
}

/** Removes what nothing refers to and prints what it did. */
export async function gc(
  store: ObjectStore,
  { hours, dryRun, json }: { hours: number; dryRun: boolean; json: boolean },
): Promise<void> {
  const done = await working(collectGarbage(store, { graceMs: hours * HOUR_MS, now: Date.now(), dryRun }));
  if (json) {
    process.stdout.write(`${JSON.stringify({ ...done, dry_run: dryRun })}\n`);
    return;
  }
  const verb = dryRun ? 'would remove' : 'removed';
  for (const { key, bytes } of done.removed) process.stdout.write(`${verb} ${key}  ${formatBytes(bytes)}\n`);
  const bytes = done.removed.reduce((sum, object) => sum + object.bytes, 0);
  const kept = `${done.referenced} referenced and ${done.young} younger than ${hours} h kept`;
  process.stdout.write(`${verb} ${done.removed.length} objects, ${formatBytes(bytes)}; ${kept}\n`);
}
