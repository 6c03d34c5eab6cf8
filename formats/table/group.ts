import type { Momenta } from '../../physics/columns.ts';
import type { FaultList } from '../error.ts';
import { pointerStep } from '../json/value.ts';
import type { Group } from './fields.ts';
import type { Filled, Leaf, LeafData } from './leaf.ts';
import { rowPlace, valuePlace } from './place.ts';
import { flagsOf, float64Of, int32Of, LeafFaults, uint32Of } from './values.ts';

/** Data by leaf. */
export type LeafMap = ReadonlyMap<Leaf, LeafData>;

/** A group in a range of rows: its columns, all of one length, and where the rows end where they are lists. */
export interface GroupRows {
  momenta: Momenta;
  ids: Map<string, Int32Array>;
  flags: Map<string, Uint8Array>;
  floats: Map<string, Float64Array>;
  event?: Uint32Array;
  /** Begins with 0; present where the rows are lists. */
  offsets?: Uint32Array;
}

/** Reads the columns of a group; what is wrong with them goes to the faults. */
export function readGroup(group: Group, data: LeafMap, first: number, faults: FaultList): GroupRows {
  const rows: Omit<GroupRows, 'momenta'> = { ids: new Map(), flags: new Map(), floats: new Map() };
  for (const [key, leaf] of group.leaves) readLeaf(key, filledOf(leaf, data), rows, first, faults);
  const floats = rows.floats;
  const [px, py, pz] = ['px', 'py', 'pz'].map((name) => floats.get(name) ?? new Float64Array(0));
  const mass = floats.get('mass');
  const momentum = { px: px!, py: py!, pz: pz! };
  const E = floats.get('E') ?? energyOf(momentum, mass ?? new Float64Array(0));
  if (!floats.has('E')) checkEnergy(group, data, E, first, faults);
  for (const name of ['px', 'py', 'pz', 'E', 'mass']) floats.delete(name);
  const offsets = group.listed ? listOffsets(group, data, first, faults) : undefined;
  return { ...rows, momenta: { ...momentum, E }, ...(offsets && { offsets }) };
}

export function filledOf(leaf: Leaf, data: LeafMap): Filled {
  const found = data.get(leaf);
  if (!found) throw new Error(`no data of ${leaf.path.join('.')}`);
  return { leaf, data: found };
}

function readLeaf(
  key: string,
  filled: Filled,
  rows: Omit<GroupRows, 'momenta'>,
  first: number,
  faults: FaultList,
): void {
  const leafFaults = new LeafFaults(filled, first, faults);
  switch (filled.leaf.kind) {
    case 'id':
      rows.ids.set(key, int32Of(filled, leafFaults));
      return;
    case 'flag':
      rows.flags.set(key, flagsOf(filled, leafFaults));
      return;
    case 'index':
      rows.event = uint32Of(filled, leafFaults);
      return;
    default:
      rows.floats.set(key, float64Of(filled, leafFaults));
  }
}

/** E = sqrt(px^2 + py^2 + pz^2 + m^2), GeV. */
function energyOf({ px, py, pz }: Omit<Momenta, 'E'>, mass: Float64Array): Float64Array {
  const E = new Float64Array(mass.length);
  for (let i = 0; i < E.length; i++) E[i] = Math.sqrt(px[i]! ** 2 + py[i]! ** 2 + pz[i]! ** 2 + mass[i]! ** 2);
  return E;
}

/** An energy that was computed may overflow. Where it is NaN a component was at fault, which is said already. */
function checkEnergy(group: Group, data: LeafMap, E: Float64Array, first: number, faults: FaultList): void {
  const leaf = group.leaves.get('mass');
  if (!leaf) return;
  const leafFaults = new LeafFaults(filledOf(leaf, data), first, faults);
  if (faults.count > 0) return;
  for (let i = 0; i < E.length; i++) {
    if (!Number.isFinite(E[i]!)) leafFaults.add(i, 'gives an energy that is no finite number');
  }
}

/** The offsets that all lists of a group share. */
function listOffsets(group: Group, data: LeafMap, first: number, faults: FaultList): Uint32Array {
  const [main, ...others] = [...group.leaves.values()].map((leaf) => filledOf(leaf, data));
  const offsets = main!.data.offsets ?? new Uint32Array(1);
  for (const {
    leaf,
    data: { nullLists },
  } of [main!, ...others]) {
    const r = nullLists?.indexOf(1) ?? -1;
    if (r >= 0) {
      faults.add(`${rowPlace(first + r)} ${pointerStep(leaf.path[0]!)}`, 'must not be null', first + r);
      return offsets;
    }
  }
  for (const { leaf, data: other } of others) {
    const r = firstDifference(offsets, other.offsets ?? offsets);
    if (r < 0) continue;
    const at = valuePlace(leaf, first + r, 0).replace(/\/0$/, '');
    faults.add(at, `must hold as many numbers as ${main!.leaf.path.join('/')}`, first + r);
  }
  return offsets;
}

/** The first row that ends elsewhere, or -1. */
function firstDifference(a: Uint32Array, b: Uint32Array): number {
  if (a === b) return -1;
  for (let r = 1; r < a.length; r++) if (a[r] !== b[r]) return r - 1;
  return -1;
}
