import type { EventSet } from '../../physics/columns.ts';
import { FaultList } from '../error.ts';
import { EventRows } from '../json/event-rows.ts';
import { type Caps, checkCap, type Reader } from '../reader.ts';
import { JsonLines } from './json-lines.ts';

/** Reads events from NDJSON: a line is one event, `{"particles":[…],"weight"?}` as in the rows of `eventsFromJson`. */
export class NdjsonEventReader implements Reader<EventSet> {
  readonly #faults = new FaultList();
  readonly #events: EventRows;
  readonly #lines: JsonLines;

  constructor(caps: Partial<Caps> = {}) {
    this.#events = new EventRows(this.#faults, caps);
    this.#lines = new JsonLines(
      (object, place) => {
        checkCap(caps, 'events', this.#events.total + 1, place.trimEnd());
        this.#events.push(object, place);
      },
      this.#faults,
      caps,
    );
  }

  write(chunk: Uint8Array): void {
    this.#lines.write(chunk);
  }

  take(): EventSet {
    this.#faults.throwIfAny();
    return this.#events.take();
  }

  end(): EventSet {
    this.#lines.end();
    return this.take();
  }
}
