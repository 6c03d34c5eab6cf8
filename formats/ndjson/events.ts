import type { EventSet } from '../../physics/columns.ts';
import { EventRows } from '../json/event-rows.ts';
import type { Caps } from '../reader.ts';
import { NdjsonReader } from './reader.ts';

/** Reads events from NDJSON: a line is one event, `{"particles":[…],"weight"?}` as in the rows of `eventsFromJson`. */
export class NdjsonEventReader extends NdjsonReader<EventSet> {
  constructor(caps: Partial<Caps> = {}) {
    super((faults) => new EventRows(faults, caps), caps);
  }
}
