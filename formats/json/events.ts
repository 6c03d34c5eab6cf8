import type { EventSet, ParticleColumns } from '../../physics/columns.ts';
import { FaultList, formatError } from '../error.ts';
import { type Caps, checkCap } from '../reader.ts';
import { ColumnReader, checkNeverDecreasing } from './columns.ts';
import { EventRows } from './event-rows.ts';
import { checkFields, isObject } from './value.ts';

const KNOWN: ReadonlySet<string> = new Set(['offsets', 'px', 'py', 'pz', 'E', 'pdg_id', 'weight']);

/**
 * Events of a parsed JSON document: rows, `[{"particles":[{"pdg_id"?,"px","py","pz","E"},…],"weight"?},…]`, or
 * columns, `{"offsets","px","py","pz","E","pdg_id"?,"weight"?}` as in physics/columns.ts. Absent ids become 0
 * (unknown). An event may be empty here; what uses the events says whether it can be. Strict as `clustersFromJson`;
 * offsets begin with 0, never decrease and end with the number of particles.
 * Throws FormatError (`value`, or `limit` above caps.events or caps.particles).
 */
export function eventsFromJson(value: unknown, pointer: string, caps: Partial<Caps> = {}): EventSet {
  const faults = new FaultList();
  const events = Array.isArray(value)
    ? fromRows(value, pointer, caps, faults)
    : fromColumns(value, pointer, caps, faults);
  faults.throwIfAny();
  return events;
}

function fromRows(rows: readonly unknown[], pointer: string, caps: Partial<Caps>, faults: FaultList): EventSet {
  checkCap(caps, 'events', rows.length, pointer);
  const events = new EventRows(faults, caps);
  for (let i = 0; i < rows.length; i++) events.push(rows[i], `${pointer}/${i}`);
  return events.take();
}

function fromColumns(value: unknown, pointer: string, caps: Partial<Caps>, faults: FaultList): EventSet {
  if (!isObject(value)) throw formatError('value', pointer, 'must be an array of events or an object of columns');
  if (Array.isArray(value['offsets'])) checkCap(caps, 'events', value['offsets'].length - 1, pointer);
  if (Array.isArray(value['px'])) checkCap(caps, 'particles', value['px'].length, pointer);
  checkFields(value, KNOWN, pointer, faults);
  const offsets = new ColumnReader(pointer, faults, false).index(value['offsets'], 'offsets');
  const events: EventSet = { offsets, ...readParticles(value, pointer, faults) };
  if (faults.count === 0) checkOffsets(offsets, events.E.length, 'particles', `${pointer}/offsets`, faults);
  if (value['weight'] !== undefined) events.weight = readWeight(value['weight'], offsets.length - 1, pointer, faults);
  return events;
}

/** Columns of particles; absent ids become 0 (unknown). */
export function readParticles(value: unknown, pointer: string, faults: FaultList): ParticleColumns {
  if (!isObject(value)) throw formatError('value', pointer, 'must be an object of columns');
  const read = new ColumnReader(pointer, faults, false);
  return {
    px: read.momentum(value['px'], 'px'),
    py: read.momentum(value['py'], 'py'),
    pz: read.momentum(value['pz'], 'pz'),
    E: read.momentum(value['E'], 'E'),
    pdg_id: value['pdg_id'] === undefined ? new Int32Array(read.length) : read.id(value['pdg_id'], 'pdg_id'),
  };
}

/** Weights of events, one an event. */
export function readWeight(value: unknown, events: number, pointer: string, faults: FaultList): Float64Array {
  const weight = new ColumnReader(pointer, faults, false).momentum(value, 'weight');
  if (Array.isArray(value) && weight.length !== events) {
    faults.add(`${pointer}/weight`, `must have one entry for each of the ${Math.max(events, 0)} events`);
  }
  return weight;
}

/** Offsets begin with 0, never decrease and end with the number of rows. */
export function checkOffsets(offsets: Uint32Array, rows: number, noun: string, place: string, faults: FaultList): void {
  if (offsets.length === 0) {
    faults.add(place, 'must have one entry more than there are events');
    return;
  }
  if (offsets[0] !== 0) faults.add(`${place}/0`, 'must be 0');
  checkNeverDecreasing(offsets, place, faults);
  if (offsets.at(-1) !== rows) {
    faults.add(`${place}/${offsets.length - 1}`, `must be the number of ${noun}, ${rows}`);
  }
}
