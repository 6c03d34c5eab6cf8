import type { ClusterSet, DecaySet, EventSet } from '../../physics/columns.ts';
import type { Caps } from '../reader.ts';
import { ClusterSink } from './cluster-sink.ts';
import { clustersFromJson } from './clusters.ts';
import { DecaySink } from './decay-sink.ts';
import { decaysFromJson } from './decays.ts';
import { EventRows } from './event-rows.ts';
import { eventsFromJson } from './events.ts';
import { JsonReader } from './reader.ts';

/** Reads events from a JSON document, rows or columns as `eventsFromJson` takes them. */
export const jsonEventReader = (caps: Partial<Caps> = {}): JsonReader<EventSet> =>
  new JsonReader(
    {
      field: 'events',
      sink: (faults, limits) => new EventRows(faults, limits),
      convert: eventsFromJson,
      isColumns: (document) => document['offsets'] !== undefined,
    },
    caps,
  );

/** Reads clusters from a JSON document: rows or columns as `clustersFromJson` takes them, or rows that are events. */
export const jsonClusterReader = (caps: Partial<Caps> = {}): JsonReader<ClusterSet> =>
  new JsonReader(
    {
      field: 'clusters',
      sink: (faults, limits) => new ClusterSink(faults, limits),
      convert: clustersFromJson,
      isColumns: (document) => document['E'] !== undefined,
    },
    caps,
  );

/** Reads clusters with their decays from a JSON document, rows or columns as `decaysFromJson` takes them. */
export const jsonDecayReader = (caps: Partial<Caps> = {}): JsonReader<DecaySet> =>
  new JsonReader(
    {
      field: 'events',
      sink: (faults, limits) => new DecaySink(faults, limits),
      convert: decaysFromJson,
      isColumns: (document) => document['offsets'] !== undefined,
    },
    caps,
  );
