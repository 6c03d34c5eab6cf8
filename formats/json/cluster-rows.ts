import type { ClusterSet } from '../../physics/columns.ts';
import type { FaultList } from '../error.ts';
import {
  CLUSTER_COLUMNS,
  CLUSTER_FLAGS,
  CLUSTER_GROUPS,
  CLUSTER_IDS,
  CLUSTER_MOMENTA,
  ClusterBuilder,
} from '../fields.ts';
import { checkFields, checkGroups, isObject, isValue, type JsonObject, RULES, type ValueKind } from './value.ts';

const REQUIRED: readonly string[] = CLUSTER_MOMENTA.slice(0, 4);
const KNOWN: ReadonlySet<string> = new Set(CLUSTER_COLUMNS);
const KNOWN_IN_EVENT: ReadonlySet<string> = new Set(CLUSTER_COLUMNS.filter((name) => name !== 'event'));

interface RowColumn {
  name: string;
  kind: ValueKind;
  builder: { push(value: number): void };
}

/**
 * Gathers clusters given as objects into columns. The first one says which optional fields there are; every other
 * must have the same.
 */
export class ClusterRows {
  readonly #builder = new ClusterBuilder();
  readonly #faults: FaultList;
  readonly #known: ReadonlySet<string>;
  #columns: RowColumn[] | undefined;
  #names: ReadonlySet<string> = new Set();
  #lastEvent = 0;
  #length = 0;
  #taken = 0;

  /** `inEvents`: the clusters stand inside events, so that `event` is no field of theirs. */
  constructor(faults: FaultList, inEvents: boolean) {
    this.#faults = faults;
    this.#known = inEvents ? KNOWN_IN_EVENT : KNOWN;
  }

  /** Clusters that were ever pushed, those taken included. */
  get total(): number {
    return this.#length;
  }

  /** Clusters that were not taken yet. */
  get length(): number {
    return this.#length - this.#taken;
  }

  push(row: unknown, place: string): void {
    const index = this.#length++;
    if (!isObject(row)) {
      this.#faults.add(place, 'must be an object', index);
      return;
    }
    this.#columns ??= this.#chooseColumns(row, place);
    let found = 0;
    for (const { name, kind, builder } of this.#columns) {
      const value = row[name];
      if (value !== undefined) found++;
      if (isValue(value, kind)) builder.push(value);
      else this.#faults.add(`${place}/${name}`, value === undefined ? 'is missing' : RULES[kind], index);
    }
    if (found !== fieldCount(row)) this.#checkFields(row, place, index);
    this.#checkEvent(row['event'], place, index);
  }

  take(): ClusterSet {
    this.#taken = this.#length;
    return this.#builder.take();
  }

  #chooseColumns(row: JsonObject, place: string): RowColumn[] {
    const builder = this.#builder;
    const wanted = (name: string): boolean =>
      REQUIRED.includes(name) || (this.#known.has(name) && row[name] !== undefined);
    const columns: RowColumn[] = [];
    for (const name of CLUSTER_MOMENTA) {
      if (wanted(name)) columns.push({ name, kind: 'momentum', builder: builder.momentum(name) });
    }
    for (const name of CLUSTER_IDS) if (wanted(name)) columns.push({ name, kind: 'id', builder: builder.id(name) });
    for (const name of CLUSTER_FLAGS) {
      if (wanted(name)) columns.push({ name, kind: 'flag', builder: builder.flag(name) });
    }
    if (wanted('event')) columns.push({ name: 'event', kind: 'index', builder: builder.events() });
    checkGroups((name) => row[name] !== undefined, CLUSTER_GROUPS, place, this.#faults);
    this.#names = new Set(columns.map(({ name }) => name));
    return columns;
  }

  #checkFields(row: JsonObject, place: string, index: number): void {
    checkFields(row, this.#known, place, this.#faults, index);
    for (const name of CLUSTER_COLUMNS) {
      if (row[name] === undefined || this.#names.has(name) || !this.#known.has(name)) continue;
      this.#faults.add(`${place}/${name}`, 'must be in every cluster or in none, and the first has none', index);
    }
  }

  #checkEvent(event: unknown, place: string, index: number): void {
    if (typeof event !== 'number') return;
    if (event < this.#lastEvent)
      this.#faults.add(`${place}/event`, 'must not be smaller than the one before it', index);
    else this.#lastEvent = event;
  }
}

function fieldCount(object: JsonObject): number {
  let count = 0;
  for (const _ in object) count++;
  return count;
}
