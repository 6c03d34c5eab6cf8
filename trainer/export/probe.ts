import { DOMAIN, randomStream, seedOf } from '../../physics/random/stream.ts';

/** Inputs of a generator at which exporter and runtime are compared: ordinary ones and extremes. */
export interface GeneratorProbe {
  condition: Float32Array;
  noise: Float32Array;
}

/** Events of a scorer at which exporter and runtime are compared. */
export interface ScorerProbe {
  hadrons: Float32Array;
  offsets: number[];
}

/** Corners of the clusters' phase space and beyond, GeV: at rest, at the beam energy along each axis, far outside. */
const EXTREME_CLUSTERS = [
  [0.65, 0, 0, 0],
  [91.2, 0, 0, 0],
  [50, 50, 0, 0],
  [45.7, 0, -45.6, 0],
  [45.7, 0, 0, 45.6],
  [1000, 577, -577, 577],
] as const;

/** Noise of the extreme rows, in standard deviations: none, and eight either way. */
const EXTREME_NOISE = [0, 8, -8, 0, 8, -8] as const;

/** Unit vector of constituent 1 and the two perturbative flags, as a function of the row alone. */
function constituentColumns(row: number): number[] {
  const cosine = 1 - (2 * (row % 17)) / 16;
  const sine = Math.sqrt(1 - cosine * cosine);
  return [sine * Math.cos(row), sine * Math.sin(row), cosine, row & 1, (row >> 1) & 1];
}

/** The same clusters with constituents: [rows, 9]. */
function withConstituents(condition: Float32Array): Float32Array {
  const rows = condition.length / 4;
  const wide = new Float32Array(9 * rows);
  for (let i = 0; i < rows; i++) wide.set([...condition.subarray(4 * i, 4 * i + 4), ...constituentColumns(i)], 9 * i);
  return wide;
}

/**
 * `rows` clusters with noise: six extreme rows first, then ordinary ones (E below 46 GeV, mass above 0.65 GeV).
 * @param columns 4 (E, px, py, pz), or 9 with constituents (models/contract/tensors.ts)
 */
export function generatorProbe(rows: number, dimension: number, columns = 4): GeneratorProbe {
  const stream = randomStream(seedOf(0), DOMAIN.test, 0);
  const symmetric = (): number => 2 * stream.uniform() - 1;
  const condition = new Float32Array(4 * rows);
  const noise = new Float32Array(dimension * rows);
  for (let i = 0; i < rows; i++) {
    const p = [20 * symmetric(), 20 * symmetric(), 20 * symmetric()] as const;
    const mass = 0.65 + 3 * stream.uniform();
    const E = Math.sqrt(p[0] * p[0] + p[1] * p[1] + p[2] * p[2] + mass * mass);
    condition.set(EXTREME_CLUSTERS[i] ?? [E, ...p], 4 * i);
    // a sum of three uniform numbers has unit variance and is near enough to a Gaussian here
    for (let k = 0; k < dimension; k++)
      noise[dimension * i + k] = EXTREME_NOISE[i] ?? symmetric() + symmetric() + symmetric();
  }
  return { condition: columns === 4 ? condition : withConstituents(condition), noise };
}

/** Hadrons of the probe's first events: a single particle, a large event, one outside the training range. */
const EXTREME_MULTIPLICITIES = [1, 200, 2, 12] as const;

/** `events` events of pions: extreme ones first (see above; event 2 has 500 GeV particles), then ordinary ones. */
export function scorerProbe(events: number): ScorerProbe {
  const stream = randomStream(seedOf(0), DOMAIN.test, 1);
  const offsets = [0];
  const hadrons: number[] = [];
  for (let e = 0; e < events; e++) {
    const count = EXTREME_MULTIPLICITIES[e] ?? 6 + Math.floor(20 * stream.uniform());
    const reach = e === 2 ? 500 : 15;
    for (let i = 0; i < count; i++) {
      const p = [0, 1, 2].map(() => reach * (2 * stream.uniform() - 1));
      hadrons.push(Math.sqrt(p.reduce((sum, x) => sum + x * x, 0.13957 ** 2)), ...p);
    }
    offsets.push(offsets[e]! + count);
  }
  return { hadrons: Float32Array.from(hadrons), offsets };
}
