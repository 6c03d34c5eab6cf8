import type { ClusterSet } from '../physics/columns.ts';
import { type ColumnBuilder, float64Builder, int32Builder, uint8Builder, uint32Builder } from './column-builder.ts';

/** Columns of clusters by the kind of their values (physics/columns.ts). */
export const CLUSTER_MOMENTA = [
  'px',
  'py',
  'pz',
  'E',
  'q1_px',
  'q1_py',
  'q1_pz',
  'q1_E',
  'q2_px',
  'q2_py',
  'q2_pz',
  'q2_E',
] as const;
export const CLUSTER_IDS = ['q1_pdg_id', 'q2_pdg_id', 'h1_pdg_id', 'h2_pdg_id'] as const;
export const CLUSTER_FLAGS = ['q1_perturbative', 'q2_perturbative', 'from_fission'] as const;

/** Every cluster column, in the order in which they are written. */
export const CLUSTER_COLUMNS = [
  ...CLUSTER_MOMENTA.slice(0, 4),
  'q1_pdg_id',
  ...CLUSTER_MOMENTA.slice(4, 8),
  'q1_perturbative',
  'q2_pdg_id',
  ...CLUSTER_MOMENTA.slice(8, 12),
  'q2_perturbative',
  'from_fission',
  'h1_pdg_id',
  'h2_pdg_id',
  'event',
] as const satisfies readonly (keyof ClusterSet)[];

/** Columns that come together or not at all. */
export const CLUSTER_GROUPS: readonly (readonly (keyof ClusterSet)[])[] = [
  ['q1_px', 'q1_py', 'q1_pz', 'q1_E'],
  ['q2_px', 'q2_py', 'q2_pz', 'q2_E'],
  ['h1_pdg_id', 'h2_pdg_id'],
];

type Name<List extends readonly string[]> = List[number];

/** Grows the columns of a cluster set; those that were never asked for stay absent. */
export class ClusterBuilder {
  readonly momenta = new Map<Name<typeof CLUSTER_MOMENTA>, ColumnBuilder<Float64Array>>();
  readonly ids = new Map<Name<typeof CLUSTER_IDS>, ColumnBuilder<Int32Array>>();
  readonly flags = new Map<Name<typeof CLUSTER_FLAGS>, ColumnBuilder<Uint8Array>>();
  event: ColumnBuilder<Uint32Array> | undefined;

  momentum(name: Name<typeof CLUSTER_MOMENTA>): ColumnBuilder<Float64Array> {
    return ensure(this.momenta, name, float64Builder);
  }

  id(name: Name<typeof CLUSTER_IDS>): ColumnBuilder<Int32Array> {
    return ensure(this.ids, name, int32Builder);
  }

  flag(name: Name<typeof CLUSTER_FLAGS>): ColumnBuilder<Uint8Array> {
    return ensure(this.flags, name, uint8Builder);
  }

  events(): ColumnBuilder<Uint32Array> {
    this.event ??= uint32Builder();
    return this.event;
  }

  take(): ClusterSet {
    const set: ClusterSet = {
      px: this.momentum('px').take(),
      py: this.momentum('py').take(),
      pz: this.momentum('pz').take(),
      E: this.momentum('E').take(),
    };
    for (const [name, builder] of this.momenta) if (!(name in set)) set[name] = builder.take();
    for (const [name, builder] of this.ids) set[name] = builder.take();
    for (const [name, builder] of this.flags) set[name] = builder.take();
    if (this.event) set.event = this.event.take();
    return set;
  }
}

function ensure<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
