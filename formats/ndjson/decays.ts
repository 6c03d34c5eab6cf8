import type { DecaySet } from '../../physics/columns.ts';
import { DecaySink } from '../json/decay-sink.ts';
import type { Caps } from '../reader.ts';
import { NdjsonReader } from './reader.ts';

/** Reads clusters with their decays from NDJSON, a line one event as `DecaySink` takes it. */
export class NdjsonDecayReader extends NdjsonReader<DecaySet> {
  constructor(caps: Partial<Caps> = {}) {
    super((faults) => new DecaySink(faults, caps), caps);
  }
}
