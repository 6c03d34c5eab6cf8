import type { FaultList } from '../error.ts';

/** What a number must be. */
export type ValueKind = 'momentum' | 'id' | 'flag' | 'index';

export const RULES: Record<ValueKind, string> = {
  momentum: 'must be a finite number',
  id: 'must be an integer of 32 bits (a PDG id)',
  flag: 'must be 0 or 1',
  index: 'must be an integer from 0 to 4294967295',
};

export function isValue(value: unknown, kind: ValueKind): value is number {
  switch (kind) {
    case 'momentum':
      return Number.isFinite(value);
    case 'id':
      return typeof value === 'number' && (value | 0) === value;
    case 'flag':
      return value === 0 || value === 1;
    default:
      return typeof value === 'number' && value >>> 0 === value;
  }
}

/** A JSON object, as JSON.parse makes it. */
export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether clusters or events are given as rows (an array of objects) rather than as columns (an object of arrays). */
export function isRows(value: unknown): boolean {
  return Array.isArray(value);
}

const NAME_CAP = 64;

/** One step of a JSON pointer (RFC 6901), with long names cut. */
export function pointerStep(name: string): string {
  const short = name.length > NAME_CAP ? `${name.slice(0, NAME_CAP)}…` : name;
  return `/${short.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** Names every field of an object that is not among those known. */
export function checkFields(
  object: JsonObject,
  known: ReadonlySet<string>,
  place: string,
  faults: FaultList,
  row?: number,
): void {
  for (const name in object) {
    if (!known.has(name)) faults.add(place + pointerStep(name), 'is not a known field', row);
  }
}

/** Names every column of an all-or-none group that is missing while another is there. */
export function checkGroups(
  has: (name: string) => boolean,
  groups: readonly (readonly string[])[],
  place: string,
  faults: FaultList,
): void {
  for (const group of groups) {
    const present = group.find(has);
    if (present === undefined) continue;
    for (const name of group) {
      if (!has(name)) faults.add(`${place}/${name}`, `is missing (needed with ${present})`);
    }
  }
}
