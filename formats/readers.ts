import { ArrowClusterReader, ArrowDecayReader, ArrowEventReader } from './arrow/reader.ts';
import { DatClusterReader } from './dat/clusters.ts';
import { DatDecayReader } from './dat/decays.ts';
import { DatEventReader } from './dat/events.ts';
import type { Format } from './format.ts';
import { HepmcClusterReader } from './hepmc3/clusters.ts';
import { HepmcDecayReader } from './hepmc3/decays.ts';
import { HepmcEventReader } from './hepmc3/events.ts';
import { jsonClusterReader, jsonDecayReader, jsonEventReader } from './json/readers.ts';
import { NdjsonClusterReader } from './ndjson/clusters.ts';
import { NdjsonDecayReader } from './ndjson/decays.ts';
import { NdjsonEventReader } from './ndjson/events.ts';
import type { Caps, Reader } from './reader.ts';
import type { SetKind, SetTypes } from './sets.ts';

/** Formats that are read from first byte to last; Parquet needs its end first (formats/read.ts). */
export type StreamFormat = Exclude<Format, 'parquet'>;

export interface ReadOptions {
  caps?: Partial<Caps>;
  /** `.dat` only, see DatOptions. A HepMC3 file must end with its closing line, wherever it comes from. */
  openEnd?: boolean;
  /** HepMC3 only: name of the weight to read; by default the first. */
  weight?: string;
  /** Told at the end how many clusters with other than two hadrons `.dat` and HepMC3 have, which no set holds. */
  onOthers?: (clusters: number) => void;
}

/** The options of HepMC3 readers that take weights; a last line END is asked for wherever the file comes from. */
const weighted = ({ caps, weight }: ReadOptions): Pick<ReadOptions, 'caps' | 'weight'> => ({
  ...(caps && { caps }),
  ...(weight !== undefined && { weight }),
});

type Readers = { [K in SetKind]: Record<StreamFormat, (options: ReadOptions) => Reader<SetTypes[K]>> };

const READERS: Readers = {
  events: {
    json: ({ caps }) => jsonEventReader(caps),
    ndjson: ({ caps }) => new NdjsonEventReader(caps),
    dat: (options) => new DatEventReader(options),
    hepmc3: (options) => new HepmcEventReader(weighted(options)),
    arrow: ({ caps }) => new ArrowEventReader(caps),
  },
  clusters: {
    json: ({ caps }) => jsonClusterReader(caps),
    ndjson: ({ caps }) => new NdjsonClusterReader(caps),
    dat: (options) => new DatClusterReader(options),
    hepmc3: ({ caps }) => new HepmcClusterReader(caps && { caps }),
    arrow: ({ caps }) => new ArrowClusterReader(caps),
  },
  decays: {
    json: ({ caps }) => jsonDecayReader(caps),
    ndjson: ({ caps }) => new NdjsonDecayReader(caps),
    dat: (options) => new DatDecayReader(options),
    hepmc3: (options) => new HepmcDecayReader(weighted(options)),
    arrow: ({ caps }) => new ArrowDecayReader(caps),
  },
};

/** A reader of one kind of set from one format. */
export function readerOf<K extends SetKind>(
  kind: K,
  format: StreamFormat,
  options: ReadOptions = {},
): Reader<SetTypes[K]> {
  return READERS[kind][format](options);
}
