import type { Entries } from './entries.ts';
import { eventCount } from './entries.ts';
import { GROUPS, groupOf } from './jackknife.ts';

/** Entries in increasing order, each with the jackknife group of its event. */
export interface Ranked {
  values: Float64Array;
  group: Uint8Array;
  /** Entries in each group. */
  counts: Float64Array;
  events: number;
}

/**
 * Sorts entries, keeping the group of each: sorts every group by itself (fast on typed arrays), then merges.
 * Throws a RangeError for fewer than 10 events, for no entries and for values that are not finite.
 */
export function rank(entries: Entries): Ranked {
  const events = eventCount(entries);
  if (events < GROUPS) throw new RangeError(`${events} events; errors need at least ${GROUPS}`);
  if (entries.values.length === 0) throw new RangeError('no entries in any event');
  const wrong = entries.values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) throw new RangeError(`entry ${wrong} is ${entries.values[wrong]}, not a finite number`);
  const sorted = sortedGroups(entries, events);
  const values = new Float64Array(entries.values.length);
  const group = new Uint8Array(entries.values.length);
  const next = new Uint32Array(GROUPS);
  for (let k = 0; k < values.length; k++) {
    let least = -1;
    let value = Number.POSITIVE_INFINITY;
    for (let g = 0; g < GROUPS; g++) {
      const head = sorted[g]![next[g]!];
      if (head !== undefined && (least < 0 || head < value)) [least, value] = [g, head];
    }
    values[k] = value;
    group[k] = least;
    next[least]!++;
  }
  return { values, group, counts: Float64Array.from(sorted, (part) => part.length), events };
}

function sortedGroups(entries: Entries, events: number): Float64Array[] {
  const parts: Float64Array[] = [];
  let event = 0;
  for (let g = 0; g < GROUPS; g++) {
    const start = entries.offsets[event]!;
    while (event < events && groupOf(event, events) === g) event++;
    parts.push(entries.values.slice(start, entries.offsets[event]).sort());
  }
  return parts;
}

/**
 * Walks through two ranked samples by increasing value, block by block of equal values. `visit` gets the value, the next
 * greater one (or the same at the end), and how many entries of each sample, by group, have been passed *with* this
 * block; the block's own counts come beside.
 */
export function sweep(
  a: Ranked,
  b: Ranked,
  visit: (value: number, next: number, passed: Passed, block: Passed) => void,
): void {
  const passed = { a: new Float64Array(GROUPS), b: new Float64Array(GROUPS) };
  const block = { a: new Float64Array(GROUPS), b: new Float64Array(GROUPS) };
  let [i, j] = [0, 0];
  while (i < a.values.length || j < b.values.length) {
    const value = least(a.values[i], b.values[j]);
    block.a.fill(0);
    block.b.fill(0);
    for (; a.values[i] === value; i++) block.a[a.group[i]!]!++;
    for (; b.values[j] === value; j++) block.b[b.group[j]!]!++;
    for (let g = 0; g < GROUPS; g++) {
      passed.a[g]! += block.a[g]!;
      passed.b[g]! += block.b[g]!;
    }
    const ended = i >= a.values.length && j >= b.values.length;
    visit(value, ended ? value : least(a.values[i], b.values[j]), passed, block);
  }
}

/** Entries of the two samples, by group. */
export interface Passed {
  a: Float64Array;
  b: Float64Array;
}

function least(a: number | undefined, b: number | undefined): number {
  return Math.min(a ?? Number.POSITIVE_INFINITY, b ?? Number.POSITIVE_INFINITY);
}
