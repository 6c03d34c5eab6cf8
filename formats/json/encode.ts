import type { ClusterSet, Momenta, ParticleColumns } from '../../physics/columns.ts';
import { CLUSTER_COLUMNS } from '../fields.ts';
import { numbersText, numberText } from '../number-text.ts';

type Column = Float64Array | Int32Array | Uint32Array | Uint8Array;

/** Columns as one JSON object of arrays, exact. Absent columns are left out. */
export function columnsText(columns: Readonly<Record<string, Column | undefined>>): string {
  const parts: string[] = [];
  for (const [name, column] of Object.entries(columns)) {
    if (column !== undefined) parts.push(`${JSON.stringify(name)}:${numbersText(column)}`);
  }
  return `{${parts.join(',')}}`;
}

/**
 * Hadrons as JSON columns, `{"cluster":[…],"pdg_id":[…],"px":[…],…}`. `cluster[i]` is the index of the cluster that
 * hadrons 2i and 2i + 1 come from, and is written for each of the two.
 */
export function hadronsToJsonColumns(cluster: ArrayLike<number>, hadrons: ParticleColumns): string {
  checkPairs(cluster, hadrons);
  const both = new Uint32Array(2 * cluster.length);
  for (let i = 0; i < both.length; i++) both[i] = cluster[i >> 1]!;
  const { pdg_id, px, py, pz, E } = hadrons;
  return columnsText({ cluster: both, pdg_id, px, py, pz, E });
}

/** Hadrons as JSON rows, `[{"cluster":0,"pdg_id":…,"px":…,…},…]`; `cluster` as in `hadronsToJsonColumns`. */
export function hadronsToJsonRows(cluster: ArrayLike<number>, hadrons: ParticleColumns): string {
  checkPairs(cluster, hadrons);
  const rows: string[] = [];
  for (let i = 0; i < hadrons.E.length; i++) rows.push(`{"cluster":${cluster[i >> 1]!},${particleFields(hadrons, i)}}`);
  return `[${rows.join(',')}]`;
}

/** Throws RangeError where there are not two hadrons for each cluster. */
export function checkPairs(cluster: ArrayLike<number>, hadrons: ParticleColumns): void {
  if (hadrons.E.length === 2 * cluster.length) return;
  throw new RangeError(`${hadrons.E.length} hadrons for ${cluster.length} clusters: two for each are needed`);
}

/** One particle as a JSON object. */
export function particleText(particles: ParticleColumns, i: number): string {
  return `{${particleFields(particles, i)}}`;
}

function particleFields(particles: ParticleColumns, i: number): string {
  return `"pdg_id":${particles.pdg_id[i]!},${momentumFields(particles, i)}`;
}

function momentumFields({ px, py, pz, E }: Momenta, i: number): string {
  return `"px":${numberText(px[i]!)},"py":${numberText(py[i]!)},"pz":${numberText(pz[i]!)},"E":${numberText(E[i]!)}`;
}

/** Writes single clusters as JSON objects, with every column that the set has (`event` only where asked for). */
export function clusterWriter(clusters: ClusterSet, withEvent: boolean): (i: number) => string {
  const columns: { label: string; values: Column }[] = [];
  for (const name of CLUSTER_COLUMNS) {
    const values = clusters[name];
    if (values && (withEvent || name !== 'event')) columns.push({ label: `"${name}":`, values });
  }
  return (i) => `{${columns.map(({ label, values }) => label + numberText(values[i]!)).join(',')}}`;
}
