import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { Digest } from '../../models/contract/digest.ts';
import type { DecaySet, EventSet } from '../../physics/columns.ts';
import { reasonInvalid } from '../../physics/decay/validity.ts';
import { DataError } from './data-error.ts';
import { pickDecays, pickEvents } from './pick.ts';
import { contentOfFile, type FileContent, setsOfFile } from './sets-of-file.ts';
import type { DataEntry, DataSource, SourceOptions, Wanted } from './source.ts';
import { partOf, SPLIT_SEED } from './split.ts';

/** A file of events that is known by its bytes. */
export interface DataFile extends FileContent {
  path: string;
  digest: Digest;
}

/** sha256 of a file as it lies there, compressed or not. Throws what the file system says. */
async function digestOfFile(path: string): Promise<Digest> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return `sha256:${hash.digest('hex')}`;
}

/** Takes a file's digest and finds out what it holds. Throws a DataError where it cannot be read or has no hadrons. */
export async function openDataFile(path: string): Promise<DataFile> {
  const content = await contentOfFile(path);
  if (content.kind === 'clusters') throw new DataError(`${path}: holds clusters alone; a training needs hadrons`);
  return { path, digest: await digestOfFile(path), ...content };
}

/** Refuses weights that differ: a training that left them out would learn another distribution than the file's. */
class WeightRule {
  readonly #path: string;
  #weight: number | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  check({ weight, offsets }: { weight?: Float64Array; offsets: Uint32Array }, first: number): void {
    for (let e = 0; e + 1 < offsets.length; e++) {
      const own = weight?.[e] ?? 1;
      this.#weight ??= own;
      if (own === this.#weight) continue;
      throw new DataError(`${this.#path}: event ${first + e}: weight ${own} after ${this.#weight}; all must be equal`);
    }
  }
}

/** Printed momenta are rounded: relative to the energy, and in GeV. */
const SUM_TOLERANCE = 1e-3;

/** What is wrong with cluster i as something that decayed into its two hadrons, or null. */
function faultOfDecay({ clusters, hadrons }: DecaySet, i: number): string | null {
  const fault = reasonInvalid(clusters.E[i]!, clusters.px[i]!, clusters.py[i]!, clusters.pz[i]!, 0, 0);
  if (fault) return `cannot decay (${fault.reason})`;
  for (const component of ['E', 'px', 'py', 'pz'] as const) {
    const sum = hadrons[component][2 * i]! + hadrons[component][2 * i + 1]!;
    const off = Math.abs(sum - clusters[component][i]!);
    if (!(off <= SUM_TOLERANCE * (1 + clusters.E[i]!))) return `its two hadrons do not add up to it in ${component}`;
  }
  return null;
}

function requireDecays(path: string, set: DecaySet, first: number): void {
  for (let e = 0; e + 1 < set.offsets.length; e++)
    for (let i = set.offsets[e]!; i < set.offsets[e + 1]!; i++) {
      const fault = faultOfDecay(set, i);
      if (fault !== null) throw new DataError(`${path}: event ${first + e}, cluster ${i - set.offsets[e]!}: ${fault}`);
    }
}

/** Whether an event of a file is wanted. */
function isWanted(index: number, { use, half }: Wanted): boolean {
  const part = partOf(SPLIT_SEED, index);
  return part.use === use && (half === undefined || part.half === half);
}

/** What reading a kind of set needs beside the file. */
interface Reading<T> {
  check: (set: T, first: number) => void;
  pick: (set: T, chosen: readonly number[]) => T;
}

async function* wantedSets<T extends EventSet | DecaySet>(
  sets: AsyncIterable<T>,
  { check, pick }: Reading<T>,
  wanted: Wanted,
  { onProgress, signal }: SourceOptions,
): AsyncGenerator<T, void, undefined> {
  let [first, given] = [0, 0];
  for await (const set of sets) {
    signal?.throwIfAborted();
    check(set, first);
    const chosen: number[] = [];
    for (let e = 0; e + 1 < set.offsets.length && given < wanted.events; e++) {
      // an event without particles has no place in a mean over its particles
      if (set.offsets[e] === set.offsets[e + 1] || !isWanted(first + e, wanted)) continue;
      chosen.push(e);
      given++;
    }
    first += set.offsets.length - 1;
    if (chosen.length > 0) yield pick(set, chosen);
    onProgress?.(given);
    if (given >= wanted.events) return;
  }
}

function entryOf({ path, digest, format }: DataFile, { use, half }: Wanted, events: number): DataEntry {
  return {
    use,
    source: basename(path).slice(-200),
    parameters: { format, ...(half === undefined ? {} : { part: half === 0 ? 'clusters' : 'hadrons' }) },
    digest,
    events,
    seed: `${SPLIT_SEED}`,
  };
}

/**
 * The events of a file (HadML `.dat`, HepMC3, Arrow, Parquet, NDJSON, JSON; gzip and zstd), divided by split.ts. Events
 * without particles belong to no part. Throws a DataError that names file, place and rule, also for weights that differ
 * and for clusters that their hadrons do not add up to.
 */
export function fileSource(file: DataFile): DataSource {
  const { path, format, kind } = file;
  return {
    label: basename(path).slice(-100),
    events: (wanted, options = {}) => {
      const weights = new WeightRule(path);
      const reading: Reading<EventSet> = { check: (set, e) => weights.check(set, e), pick: pickEvents };
      return wantedSets(setsOfFile(path, format, 'events'), reading, wanted, options);
    },
    decays: (wanted, options = {}) => {
      if (kind !== 'decays')
        throw new DataError(`${path}: holds hadrons by event; clusters with their two hadrons are needed`);
      const weights = new WeightRule(path);
      const check = (set: DecaySet, first: number): void => {
        weights.check(set, first);
        requireDecays(path, set, first);
      };
      return wantedSets(setsOfFile(path, format, 'decays'), { check, pick: pickDecays }, wanted, options);
    },
    entry: (wanted, events) => entryOf(file, wanted, events),
  };
}
