import type { DecaySet } from '../../physics/columns.ts';
import { FaultList, formatError } from '../error.ts';
import { type Caps, checkCap } from '../reader.ts';
import { clustersFromJson } from './clusters.ts';
import { ColumnReader } from './columns.ts';
import { DecaySink } from './decay-sink.ts';
import { checkOffsets, readParticles, readWeight } from './events.ts';
import { checkFields, isObject, type JsonObject } from './value.ts';

const KNOWN: ReadonlySet<string> = new Set(['offsets', 'clusters', 'hadrons', 'weight']);
const HADRON_COLUMNS: ReadonlySet<string> = new Set(['px', 'py', 'pz', 'E', 'pdg_id']);

/**
 * Clusters with their decays of a parsed JSON document: rows as `DecaySink` takes them, or columns,
 * `{"offsets":[…],"clusters":{…},"hadrons":{…},"weight"?}` as in physics/columns.ts: clusters of event e stand at offsets[e] up to
 * offsets[e + 1], the hadrons of cluster i at 2i and 2i + 1. Throws FormatError (`value` or `limit`).
 */
export function decaysFromJson(value: unknown, pointer: string, caps: Partial<Caps> = {}): DecaySet {
  if (Array.isArray(value)) return fromRows(value, pointer, caps);
  if (!isObject(value)) throw formatError('value', pointer, 'must be an array of events or an object of columns');
  return fromColumns(value, pointer, caps);
}

function fromRows(rows: readonly unknown[], pointer: string, caps: Partial<Caps>): DecaySet {
  const faults = new FaultList();
  const sink = new DecaySink(faults, caps);
  for (let i = 0; i < rows.length; i++) sink.push(rows[i], `${pointer}/${i}`);
  faults.throwIfAny();
  return sink.take();
}

function fromColumns(value: JsonObject, pointer: string, caps: Partial<Caps>): DecaySet {
  const faults = new FaultList();
  checkFields(value, KNOWN, pointer, faults);
  const clusters = clustersFromJson(value['clusters'], `${pointer}/clusters`, caps);
  const offsets = new ColumnReader(pointer, faults, false).index(value['offsets'], 'offsets');
  checkCap(caps, 'events', offsets.length - 1, pointer);
  if (isObject(value['hadrons'])) checkFields(value['hadrons'], HADRON_COLUMNS, `${pointer}/hadrons`, faults);
  const hadrons = readParticles(value['hadrons'], `${pointer}/hadrons`, faults);
  if (faults.count === 0) checkOffsets(offsets, clusters.E.length, 'clusters', `${pointer}/offsets`, faults);
  if (hadrons.E.length !== 2 * clusters.E.length) {
    faults.add(`${pointer}/hadrons`, `must hold two hadrons for each of the ${clusters.E.length} clusters`);
  }
  const decays: DecaySet = { offsets, clusters, hadrons };
  if (value['weight'] !== undefined) decays.weight = readWeight(value['weight'], offsets.length - 1, pointer, faults);
  faults.throwIfAny();
  return decays;
}
