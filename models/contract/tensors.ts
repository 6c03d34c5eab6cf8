/** Names of the ONNX inputs and outputs (DESIGN section 5). */
export const GENERATOR_TENSORS = { condition: 'condition', noise: 'noise', angles: 'angles' } as const;
export const SCORER_TENSORS = { hadrons: 'hadrons', event: 'event', count: 'count', logit: 'logit' } as const;

/**
 * Features a generator's `condition` can be made of, in GeV unless the name says otherwise. `E px py pz`: the cluster
 * in the lab. `q1_x q1_y q1_z`: unit vector of constituent 1 in the cluster rest frame. `*_perturbative`: 0 or 1.
 */
export const CONDITION_FEATURES = [
  'E',
  'px',
  'py',
  'pz',
  'q1_x',
  'q1_y',
  'q1_z',
  'q1_perturbative',
  'q2_perturbative',
] as const;

/** Features of a scorer's `hadrons`, in this order. */
export const HADRON_FEATURES = ['E', 'px', 'py', 'pz'] as const;

/** ONNX metadata_props keys. */
export const METADATA = {
  name: 'hadronedge.name',
  version: 'hadronedge.version',
  schema: 'hadronedge.schema',
} as const;
