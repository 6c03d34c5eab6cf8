import type { DecaySet, EventSet } from '../../physics/columns.ts';
import type { SampleUse } from '../presets/truth-seed.ts';
import type { TrainingRecord } from '../train/training-record.ts';

/** A sample as the manifest's `data` lists it. */
export type DataEntry = TrainingRecord['data'][number];

/** Which events of a source. Events of different uses are never the same, and neither are those of the two halves. */
export interface Wanted {
  use: SampleUse;
  /** So many at most: a simulation gives as many, a file those that it has. */
  events: number;
  /** One of two disjoint samples of the use: clusters to decay (0), and the hadrons of other events (1). */
  half?: 0 | 1;
  /** Of a simulation: another seed than the use's own. A file has no use for it. */
  seed?: bigint;
}

export interface SourceOptions {
  /** Called with the number of events so far. */
  onProgress?: (done: number) => void;
  /** Ends the reading: the iteration throws the signal's reason. */
  signal?: AbortSignal;
}

/**
 * Where a training's events come from: a built-in truth (truth-source.ts), a file (file-source.ts), or what a generator
 * makes of a truth's clusters (generated-source.ts). The same request gives the same events, in the same order, always.
 */
export interface DataSource {
  /** What it is called where its class is named. */
  readonly label: string;
  /** Hadrons by event, a chunk at a time. */
  events(wanted: Wanted, options?: SourceOptions): AsyncGenerator<EventSet, void, undefined>;
  /** Clusters with the two hadrons of each. Throws a DataError where the source knows hadrons alone. */
  decays(wanted: Wanted, options?: SourceOptions): AsyncGenerator<DecaySet, void, undefined>;
  /** The sample as the manifest lists it, of so many events that were given out. */
  entry(wanted: Wanted, events: number): DataEntry;
}
