import type { ClusterSet, DecaySet, Momenta, ParticleColumns } from '../../physics/columns.ts';
import type { Annotated } from '../table/written.ts';
import type { Writer } from '../writer.ts';
import { CLUSTER_ID } from './history.ts';
import { FINAL_STATUS } from './particle-line.ts';
import { particleText } from './particle-text.ts';
import type { Tool } from './run-info.ts';
import { eventCount } from './write-events.ts';
import {
  annotatedLayout,
  annotatedOptions,
  type EventBody,
  HepmcWriter,
  type HepmcWriterOptions,
  type SetLayout,
} from './writer.ts';

/** Status of constituents and clusters, as Herwig writes them: between the shower and the hadrons. */
const INTERMEDIATE_STATUS = 11;

/**
 * Writes clusters with their decays as HepMC3 (Asciiv3): two constituents (status 11) go into a vertex, out of which
 * comes the cluster (id 81, status 11), which became two hadrons (status 1). Clusters whose constituents are not known,
 * and those out of a fission (as in HadML `.dat`), have no production vertex. Perturbative flags have no place in it.
 * Throws RangeError for an event without clusters, for one known constituent beside an unknown one or without its
 * momentum, and for constituents and hadrons with the id of a cluster.
 */
export function hepmcDecayWriter(options: HepmcWriterOptions<DecaySet> = {}): Writer<DecaySet> {
  return new HepmcWriter(LAYOUT, options);
}

const LAYOUT: SetLayout<DecaySet> = { count: checkedCount, weight: ({ weight }) => weight, body: decayBodies };

/** Writes decays as `hepmcDecayWriter` does, with further weights: the columns of these names, which every set must have. */
export const hepmcAnnotatedDecayWriter = (
  names: readonly string[],
  tools: readonly Tool[],
): Writer<Annotated<DecaySet>> => new HepmcWriter(annotatedLayout(LAYOUT), annotatedOptions(names, tools));

function checkedCount(set: DecaySet): number {
  const { clusters, hadrons } = set;
  for (const ids of [clusters.q1_pdg_id, clusters.q2_pdg_id, hadrons.pdg_id]) {
    if (ids?.includes(CLUSTER_ID)) throw new RangeError(`id ${CLUSTER_ID} is a cluster's in a HepMC3 file`);
  }
  let known = false;
  for (let i = 0; i < clusters.E.length; i++) known = knowsConstituents(clusters, i) || known;
  if (known) for (const name of ['q1', 'q2'] as const) constituent(clusters, name)();
  return eventCount(set);
}

/** Whether a cluster's constituents are known and to be written. */
function knowsConstituents(clusters: ClusterSet, i: number): boolean {
  if (clusters.from_fission?.[i] === 1) return false;
  const known = [clusters.q1_pdg_id, clusters.q2_pdg_id].filter((ids) => (ids?.[i] ?? 0) !== 0).length;
  if (known === 1) throw new RangeError(`cluster ${i} has one known constituent: HepMC3 can hold both or none`);
  return known === 2;
}

function decayBodies(set: DecaySet): (event: number) => EventBody {
  const { offsets, clusters, hadrons } = set;
  const constituents = [constituent(clusters, 'q1'), constituent(clusters, 'q2')];
  return (event) => {
    const body: EventBody = { vertices: 0, particles: 0, text: '' };
    for (let i = offsets[event]!; i < offsets[event + 1]!; i++) {
      const mother = knowsConstituents(clusters, i) ? addConstituents(body, constituents, i) : 0;
      const cluster = ++body.particles;
      body.text += particleText(cluster, mother, CLUSTER_ID, clusters, i, INTERMEDIATE_STATUS);
      addHadron(body, cluster, hadrons, 2 * i);
      addHadron(body, cluster, hadrons, 2 * i + 1);
      // The cluster's decay vertex: one particle goes in, so that HepMC3 counts it and does not write it.
      body.vertices++;
    }
    return body;
  };
}

/** Adds both constituents of a cluster and the vertex that they go into, which is given. */
function addConstituents(body: EventBody, constituents: (() => ParticleColumns)[], i: number): number {
  for (const columns of constituents) {
    const all = columns();
    body.text += particleText(++body.particles, 0, all.pdg_id[i]!, all, i, INTERMEDIATE_STATUS);
  }
  const vertex = -++body.vertices;
  body.text += `V ${vertex} 0 [${body.particles - 1},${body.particles}]\n`;
  return vertex;
}

function addHadron(body: EventBody, cluster: number, hadrons: ParticleColumns, i: number): void {
  body.text += particleText(++body.particles, cluster, hadrons.pdg_id[i]!, hadrons, i, FINAL_STATUS);
}

/** The columns of a constituent, asked for only where a cluster knows it. */
function constituent(clusters: ClusterSet, name: 'q1' | 'q2'): () => ParticleColumns {
  const pdg_id = clusters[`${name}_pdg_id`];
  const px = clusters[`${name}_px`];
  const py = clusters[`${name}_py`];
  const pz = clusters[`${name}_pz`];
  const E = clusters[`${name}_E`];
  const momenta: Momenta | undefined = px && py && pz && E ? { px, py, pz, E } : undefined;
  const columns = pdg_id && momenta ? { ...momenta, pdg_id } : undefined;
  return () => {
    if (columns) return columns;
    throw new RangeError(`HepMC3 cannot hold ${name}_pdg_id without the momentum of ${name}`);
  };
}
