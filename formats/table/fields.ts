import { formatError } from '../error.ts';
import { CLUSTER_COLUMNS, CLUSTER_FLAGS, CLUSTER_GROUPS, CLUSTER_IDS, CLUSTER_MOMENTA } from '../fields.ts';
import type { Leaf, LeafKind } from './leaf.ts';
import { columnPlace } from './place.ts';
import { type ColumnType, type TableColumn, typeName } from './schema.ts';

/** Where particles or clusters stand in a table, and in which leaves. Keys are names of physics/columns.ts, or `mass`. */
export interface Group {
  leaves: ReadonlyMap<string, Leaf>;
  /** Whether they stand in lists (of records, or one list a component): a row then is an event. */
  listed: boolean;
}

/** The names that the energy may have, vector's (github.com/scikit-hep/vector) among them; the first one there counts. */
const ENERGY_NAMES = ['E', 'e', 'energy', 't'];
/** The names that the mass may have, from which the energy is computed where there is none. */
const MASS_NAMES = ['M', 'm', 'mass'];
const OTHER_COORDINATES = ['pt', 'rho', 'phi', 'eta', 'theta'];

/** Where the fields of one object stand: at the top of the table, in lists at the top, or in records of the list `list`. */
export interface Place {
  fields: readonly TableColumn[];
  form: 'rows' | 'lists' | 'records';
  list?: string;
}

/** Finds the leaves of one group, and names what is missing or cannot be read. */
class GroupFinder {
  readonly leaves = new Map<string, Leaf>();
  readonly #place: Place;

  constructor(place: Place) {
    this.#place = place;
  }

  has(name: string): boolean {
    return this.#place.fields.some((field) => field.name === name);
  }

  pathOf(name: string): string[] {
    const { form, list = '' } = this.#place;
    return form === 'records' ? [list, name] : [name];
  }

  /** Takes the column `name` under the key of the column layout. */
  take(key: string, name: string, kind: LeafKind): void {
    const { fields, form } = this.#place;
    const found = fields.filter((field) => field.name === name);
    const path = this.pathOf(name);
    if (found.length > 1) throw formatError('value', columnPlace(path), 'stands in the schema twice');
    const type = found[0]?.type;
    if (!type) throw formatError('value', columnPlace(path), 'is missing');
    const wanted = form === 'lists' ? 'a list of numbers' : 'numbers';
    const number: ColumnType | undefined = form === 'lists' ? (type.kind === 'list' ? type.item : undefined) : type;
    if (number?.kind !== 'number') {
      throw formatError('value', columnPlace(path), `must be ${wanted}, not ${typeName(type)}`);
    }
    this.leaves.set(key, { path, listed: form !== 'rows', kind });
  }

  /** px, py, pz and E, or the mass that E is computed from. */
  takeMomentum(): void {
    if (!this.has('px')) this.#explainCoordinates();
    for (const name of ['px', 'py', 'pz']) this.take(name, name, 'momentum');
    const energy = ENERGY_NAMES.find((name) => this.has(name));
    const mass = MASS_NAMES.find((name) => this.has(name));
    if (energy === undefined && mass !== undefined) this.take('mass', mass, 'mass');
    else this.take('E', energy ?? 'E', 'momentum');
  }

  group(): Group {
    return { leaves: this.leaves, listed: this.#place.form !== 'rows' };
  }

  #explainCoordinates(): void {
    const other = OTHER_COORDINATES.filter((name) => this.has(name));
    if (other.length === 0) return;
    throw formatError(
      'value',
      columnPlace(this.pathOf('px')),
      `is missing; ${other.join(', ')} are not read: convert them to px, py, pz, E first (vector: v.to_pxpypzenergy())`,
    );
  }
}

/** The leaves of particles: `px py pz`, an energy or a mass, and `pdg_id` where it is there. */
export function particleGroup(place: Place): Group {
  const finder = new GroupFinder(place);
  finder.takeMomentum();
  if (finder.has('pdg_id')) finder.take('pdg_id', 'pdg_id', 'id');
  return finder.group();
}

/** The leaves of clusters: those of physics/columns.ts that are there; without `event` where clusters stand in events. */
export function clusterGroup(place: Place): Group {
  const finder = new GroupFinder(place);
  finder.takeMomentum();
  for (const name of CLUSTER_COLUMNS) {
    if (!finder.has(name) || ['px', 'py', 'pz', 'E'].includes(name)) continue;
    if (name === 'event' && place.form !== 'rows') continue;
    finder.take(name, name, clusterKind(name));
  }
  for (const group of CLUSTER_GROUPS) {
    const present = group.find((name) => finder.has(name));
    const missing = group.find((name) => !finder.has(name));
    if (present === undefined || missing === undefined) continue;
    throw formatError('value', columnPlace(finder.pathOf(missing)), `is missing (needed with ${present})`);
  }
  return finder.group();
}

const includes = (list: readonly string[], name: string): boolean => list.includes(name);

function clusterKind(name: string): LeafKind {
  if (includes(CLUSTER_MOMENTA, name)) return 'momentum';
  if (includes(CLUSTER_IDS, name)) return 'id';
  return includes(CLUSTER_FLAGS, name) ? 'flag' : 'index';
}
