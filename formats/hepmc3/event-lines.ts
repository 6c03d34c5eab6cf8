import type { Cursor } from '../cursor.ts';
import { formatError } from '../error.ts';
import { EventGraph } from './event-graph.ts';
import { nextInteger, passPosition, readCount } from './line-fields.ts';
import { UnitLines } from './unit-lines.ts';
import { readVertex } from './vertex-line.ts';
import { WeightLines } from './weight-lines.ts';

const SPACE = 32;
/** First letters of the lines. */
const A = 65;
const E = 69;
const P = 80;
const T = 84;
const U = 85;
const V = 86;
const W = 87;

/** What a reader makes of events. */
export interface EventHandler {
  /** Reads the rest of a particle's line, from the blank before its PDG id on. */
  particle(cursor: Cursor, inMeV: boolean): void;
  /** Takes an event whose particles were all read; `fail` throws an error at its line E. */
  event(graph: EventGraph, weight: number | undefined, fail: (rule: string) => never): void;
}

/** The lines between START and END of a listing: information on the run, and events. */
export class EventLines {
  /** Events that were begun. */
  count = 0;
  readonly #handler: EventHandler;
  readonly #graph = new EventGraph();
  readonly #weights: WeightLines;
  readonly #units = new UnitLines();
  /** Of the event that is open, if one is: where it began, what it states, whether it has a line W. */
  #open = false;
  #line = 0;
  #vertices = 0;
  #particles = 0;
  #weighted = false;

  constructor(handler: EventHandler, weight?: string) {
    this.#handler = handler;
    this.#weights = new WeightLines(weight);
  }

  /** Whether the events have weights. */
  get weighted(): boolean {
    return this.#weights.present;
  }

  /** Where the event that was begun last stands. */
  get place(): string {
    return `line ${this.#line}`;
  }

  /** Index of the event that is open, or of the next. */
  get row(): number {
    return this.#open ? this.count - 1 : this.count;
  }

  /** Whether an event is open and has the particles that it states. */
  get whole(): boolean {
    return this.#open && this.#graph.particles === this.#particles;
  }

  startListing(): void {
    this.#weights.startListing();
  }

  /** Reads one line, at whose first byte the cursor stands. */
  read(cursor: Cursor): void {
    const first = cursor.peek();
    cursor.take(first);
    if (first === P) this.#readParticle(cursor);
    else if (first === V) this.#readVertex(cursor);
    else if (first === E) this.#readEvent(cursor);
    else if (first === U) this.#readUnits(cursor);
    else if (first === W) this.#readWeights(cursor);
    else if (first === A) this.#passAttribute(cursor);
    else if (first === T) this.#passTool(cursor);
    else cursor.fail('syntax', 'a line must begin with E, U, W, A, T, V or P', 1);
  }

  /** Ends the event that is open, if one is, at the line of the cursor. */
  close(cursor: Cursor, column = 1): void {
    if (!this.#open) return;
    const { particles } = this.#graph;
    if (particles !== this.#particles) {
      const rule = `the event of line ${this.#line} ends here after ${particles} of ${this.#particles} particles`;
      throw cutShort(cursor, column, rule, this.row);
    }
    const row = this.row;
    const fail = (rule: string): never => {
      throw formatError('value', this.place, `the event ${rule}`, row);
    };
    const broken = this.#graph.resolve(this.#vertices);
    if (broken !== undefined) fail(broken);
    this.#units.endEvent(fail);
    this.#weights.endEvent(this.#weighted, fail);
    this.#open = false;
    this.#handler.event(this.#graph, this.#weighted ? this.#weights.value : undefined, fail);
  }

  /** `E number vertices particles [@ x y z t]` */
  #readEvent(cursor: Cursor): void {
    this.close(cursor);
    nextInteger(cursor);
    this.#vertices = readCount(cursor);
    this.#particles = readCount(cursor);
    passPosition(cursor);
    this.#graph.clear();
    this.#units.startEvent();
    this.#weighted = false;
    this.#line = cursor.line;
    this.#open = true;
    this.count++;
  }

  /** `U GEV MM` */
  #readUnits(cursor: Cursor): void {
    this.#needEvent(cursor);
    if (this.#begun) cursor.fail('value', 'units must be stated before the particles and vertices of the event', 1);
    this.#units.read(cursor);
  }

  /** `W value value...` in an event; `W name\|name...` before events, also where another run's follow. */
  #readWeights(cursor: Cursor): void {
    if (this.#weighted && this.whole) this.close(cursor);
    if (!this.#open) {
      this.#weights.readNames(cursor);
      return;
    }
    if (this.#weighted || this.#begun) {
      cursor.fail('value', 'an event must have one line W, before its particles and vertices', 1);
    }
    this.#weights.readValues(cursor);
    this.#weighted = true;
  }

  /** `P id mother pdg_id px py pz E m status` */
  #readParticle(cursor: Cursor): void {
    this.#needEvent(cursor);
    const wanted = this.#graph.particles + 1;
    if (wanted > this.#particles) cursor.fail('value', `the event states only ${this.#particles} particles`, 1);
    if (nextInteger(cursor) !== wanted) {
      cursor.fail('value', `the particles of an event must be numbered from 1 on: ${wanted} is expected`, 3);
    }
    const mother = nextInteger(cursor);
    if (mother < -this.#vertices || mother > this.#particles || mother === wanted) {
      cursor.fail('value', 'the mother must be 0, a vertex or another particle of the event');
    }
    this.#graph.addParticle(mother);
    this.#handler.particle(cursor, this.#units.inMeV);
  }

  /** `V id status [particle,particle...] [@ x y z t]` */
  #readVertex(cursor: Cursor): void {
    this.#needEvent(cursor);
    readVertex(cursor, this.#graph, this.#vertices, this.#particles);
  }

  /** `A id name value` in an event, `A name value` for the run. */
  #passAttribute(cursor: Cursor): void {
    if (this.#open && !this.whole) nextInteger(cursor);
    cursor.expect(SPACE);
    if (cursor.rest.indexOf(SPACE) < 1) cursor.fail('syntax', 'a name and, after a blank, a value is expected');
  }

  /** `T name\|version\|description` */
  #passTool(cursor: Cursor): void {
    if (this.#open && !this.whole) cursor.fail('value', 'a tool must be named before or after an event, not in it', 1);
    cursor.expect(SPACE);
  }

  /** Whether the open event has particles or vertices. */
  get #begun(): boolean {
    return this.#graph.particles > 0 || this.#graph.explicit > 0;
  }

  #needEvent(cursor: Cursor): void {
    if (!this.#open) cursor.fail('value', 'a line of an event must stand behind its line E', 1);
  }
}

/** The error of a file that ends, or goes on, where more is wanted. */
export function cutShort(cursor: Cursor, column: number, rule: string, row: number): Error {
  return formatError('syntax', `${cursor.place}, column ${column}`, `${rule} (is the file cut short?)`, row);
}
