import type { ClusterSet } from '../../physics/columns.ts';
import { FaultList, formatError } from '../error.ts';
import { CLUSTER_COLUMNS, CLUSTER_FLAGS, CLUSTER_GROUPS, CLUSTER_IDS, CLUSTER_MOMENTA } from '../fields.ts';
import { type Caps, checkCap } from '../reader.ts';
import { ClusterRows } from './cluster-rows.ts';
import { ColumnReader, checkNeverDecreasing } from './columns.ts';
import { checkFields, checkGroups, isObject, type JsonObject } from './value.ts';

const KNOWN: ReadonlySet<string> = new Set(CLUSTER_COLUMNS);

/**
 * Clusters of a parsed JSON document: an array of objects (rows) or an object of arrays (columns), named as in
 * physics/columns.ts. `px`, `py`, `pz` and `E` are needed; the other columns are optional, the four momentum
 * components of a constituent together, and so the two hadron ids. Strict: unknown or missing fields, wrong types,
 * numbers that are not finite, ids that are not 32-bit integers and unequal lengths are all faults, each with the
 * JSON pointer that begins with `pointer`. Whether a cluster can decay is not asked here.
 * Throws FormatError (`value`, or `limit` above caps.clusters).
 */
export function clustersFromJson(value: unknown, pointer: string, caps: Partial<Caps> = {}): ClusterSet {
  const faults = new FaultList();
  const clusters = Array.isArray(value)
    ? fromRows(value, pointer, caps, faults)
    : fromColumns(value, pointer, caps, faults);
  faults.throwIfAny();
  return clusters;
}

function fromRows(rows: readonly unknown[], pointer: string, caps: Partial<Caps>, faults: FaultList): ClusterSet {
  checkCap(caps, 'clusters', rows.length, pointer);
  const clusters = new ClusterRows(faults, false);
  for (let i = 0; i < rows.length; i++) clusters.push(rows[i], `${pointer}/${i}`);
  return clusters.take();
}

function fromColumns(value: unknown, pointer: string, caps: Partial<Caps>, faults: FaultList): ClusterSet {
  if (!isObject(value)) throw formatError('value', pointer, 'must be an array of clusters or an object of columns');
  if (Array.isArray(value['px'])) checkCap(caps, 'clusters', value['px'].length, pointer);
  checkFields(value, KNOWN, pointer, faults);
  checkGroups((name) => value[name] !== undefined, CLUSTER_GROUPS, pointer, faults);
  const read = new ColumnReader(pointer, faults, true);
  const clusters: ClusterSet = {
    px: read.momentum(value['px'], 'px'),
    py: read.momentum(value['py'], 'py'),
    pz: read.momentum(value['pz'], 'pz'),
    E: read.momentum(value['E'], 'E'),
  };
  readOptional(clusters, value, read);
  if (clusters.event) checkNeverDecreasing(clusters.event, `${pointer}/event`, faults);
  return clusters;
}

function readOptional(clusters: ClusterSet, value: JsonObject, read: ColumnReader): void {
  for (const name of CLUSTER_MOMENTA.slice(4)) {
    if (value[name] !== undefined) clusters[name] = read.momentum(value[name], name);
  }
  for (const name of CLUSTER_IDS) if (value[name] !== undefined) clusters[name] = read.id(value[name], name);
  for (const name of CLUSTER_FLAGS) if (value[name] !== undefined) clusters[name] = read.flag(value[name], name);
  if (value['event'] !== undefined) clusters.event = read.index(value['event'], 'event');
}
