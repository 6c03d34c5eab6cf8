/**
 * The column layout of particles, events and clusters (structure of arrays; DESIGN section 4).
 * Every format reads into it and writes from it; the names are the same in JSON, Arrow, Parquet and TypeScript.
 * Momenta and energies are in GeV, identities are PDG numbers.
 */

/** Four-momenta, one column a component, all of one length, GeV. */
export interface Momenta {
  px: Float64Array;
  py: Float64Array;
  pz: Float64Array;
  E: Float64Array;
}

/** Particles with their PDG ids. */
export interface ParticleColumns extends Momenta {
  pdg_id: Int32Array;
}

/** Events: particles of event e stand at offsets[e] up to offsets[e + 1] (excluded); offsets has events + 1 entries. */
export interface EventSet extends ParticleColumns {
  offsets: Uint32Array;
  weight?: Float64Array;
}

/**
 * Clusters, with what is known of them. An absent column is unknown for every cluster; in a present
 * `q*_pdg_id` column the value 0 means that this one cluster's constituents are not known.
 */
export interface ClusterSet extends Momenta {
  q1_pdg_id?: Int32Array;
  q1_px?: Float64Array;
  q1_py?: Float64Array;
  q1_pz?: Float64Array;
  q1_E?: Float64Array;
  q1_perturbative?: Uint8Array;
  q2_pdg_id?: Int32Array;
  q2_px?: Float64Array;
  q2_py?: Float64Array;
  q2_pz?: Float64Array;
  q2_E?: Float64Array;
  q2_perturbative?: Uint8Array;
  /** 1 where the cluster came out of the fission of a heavier one, 0 where it was formed from the shower's partons. */
  from_fission?: Uint8Array;
  /** The two hadrons wanted (or, in a set read from a generator, found). */
  h1_pdg_id?: Int32Array;
  h2_pdg_id?: Int32Array;
  /** Index of the event that a cluster belongs to; never decreasing. */
  event?: Uint32Array;
}

/**
 * Clusters with the hadrons they decayed into, by event: the record of a cluster-model generator (HadML `.dat`,
 * `hadronedge simulate`). Clusters of event e stand at offsets[e] up to offsets[e + 1]; the hadrons of cluster i
 * stand at 2i and 2i + 1 of `hadrons`.
 */
export interface DecaySet {
  offsets: Uint32Array;
  /** Of events, as in an event set. */
  weight?: Float64Array;
  clusters: ClusterSet;
  hadrons: ParticleColumns;
}
