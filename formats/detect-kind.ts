import { arrowKind } from './arrow/kind.ts';
import { DatDecayReader } from './dat/decays.ts';
import { FormatError } from './error.ts';
import { firstEventHolds } from './hepmc3/first-event.ts';
import { JsonElements } from './json/elements.ts';
import { isObject } from './json/value.ts';
import type { StreamFormat } from './readers.ts';
import type { SetKind } from './sets.ts';

const LF = 10;

/**
 * What an input holds, by its first bytes (some hundred kilobytes: the first event should be among them): decays where
 * each cluster of the first event has its two hadrons, else events where there are particles, else clusters; events where
 * it cannot be told.
 */
export function detectKind(format: StreamFormat, prefix: Uint8Array): SetKind {
  switch (format) {
    case 'arrow':
      return arrowKind(prefix) ?? 'events';
    case 'hepmc3':
      return firstEventHolds(prefix) ?? 'events';
    case 'dat':
      return kindOfDat(prefix);
    case 'ndjson':
      return kindOfRow(parsed(firstLine(prefix)));
    default:
      return kindOfJson(prefix);
  }
}

/** The first line that is not empty, its line break included. */
function firstLine(prefix: Uint8Array): Uint8Array {
  let start = 0;
  while (start < prefix.length && prefix[start]! <= 32) start++;
  const end = prefix.indexOf(LF, start);
  return prefix.subarray(start, end < 0 ? prefix.length : end + 1);
}

function kindOfDat(prefix: Uint8Array): SetKind {
  try {
    const reader = new DatDecayReader();
    reader.write(firstLine(prefix));
    return reader.take().offsets.length > 1 ? 'decays' : 'events';
  } catch (error) {
    if (error instanceof FormatError) return 'events';
    throw error;
  }
}

function parsed(line: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(line));
  } catch {
    return undefined;
  }
}

function kindOfRow(row: unknown): SetKind {
  if (!isObject(row)) return 'events';
  const { clusters, particles } = row;
  if (clusters === undefined && particles === undefined) return 'clusters';
  if (!Array.isArray(particles)) return 'clusters';
  return Array.isArray(clusters) && particles.length === 2 * clusters.length ? 'decays' : 'events';
}

function kindOfJson(prefix: Uint8Array): SetKind {
  let first: unknown;
  try {
    new JsonElements((row) => {
      first ??= row;
    }).write(prefix);
    return kindOfRow(first);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return first === undefined ? kindOfDocument(new TextDecoder().decode(prefix)) : kindOfRow(first);
  }
}

/** Of columns, or of a request's body, by its fields; columns of decays that go on beyond the prefix have no hadrons yet. */
function kindOfDocument(text: string): SetKind {
  if (text.includes('"hadrons"') || (text.includes('"offsets"') && text.includes('"clusters"'))) return 'decays';
  return /"(offsets|events|particles)"/.test(text) ? 'events' : 'clusters';
}
