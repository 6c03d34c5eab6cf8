import { PION_CHARGED } from '../../../physics/particles/mass.ts';
import { normalQuantile } from '../../../physics/random/normal.ts';
import { DOMAIN, type RandomStream, randomStream, seedOf } from '../../../physics/random/stream.ts';
import type { ReferenceRun } from '../../contract/reference-run.ts';
import { GENERATOR_TENSORS, SCORER_TENSORS } from '../../contract/tensors.ts';
import type { GateManifest } from './interface.ts';

/** Named tensors of one run. */
export type Feeds = ReferenceRun['inputs'];

/** Inputs that every model must answer: all rows, and the same rows in two runs. */
export interface Probe {
  whole: Feeds;
  parts: readonly [Feeds, Feeds];
}

/** Clusters of a generator's probe: at rest, at the edge of the training range along each axis, and ordinary ones. */
const CLUSTERS = 24;
/** Particles of each event of a scorer's probe. */
const MULTIPLICITIES = [1, 2, 12, 40, 7] as const;
/** Noise of the first rows in standard deviations: none, and nearly the largest that 32 bits give. */
const EXTREME_NOISE = [0, 6, -6] as const;
/** GeV; just above two pions, and a heavy cluster. */
const MASSES = { least: 0.3, most: 4 } as const;
/** Momentum range of a component that the manifest does not name, GeV. */
const OTHERWISE = { min: -5, max: 5 } as const;

/**
 * Legal inputs of a model, made from its manifest and nothing else: physical clusters or events inside the training
 * range, the corners first. A model that answers its own reference run and nothing else is found by them. The same
 * manifest always gives the same probe.
 */
export function probeOf(manifest: GateManifest): Probe {
  return manifest.kind === 'generator' ? generatorProbe(manifest) : scorerProbe(manifest);
}

const tensor = (shape: number[], rows: readonly (readonly number[])[]) => ({ shape, data: rows.flat() });

function generatorProbe(manifest: Extract<GateManifest, { kind: 'generator' }>): Probe {
  const width = manifest.features.length;
  const dimension = manifest.generator.noise_dimension;
  const rows = Array.from({ length: CLUSTERS }, (_, i) => {
    const stream = randomStream(seedOf(0), DOMAIN.test, i);
    const features = clusterFeatures(manifest, stream, i);
    const noise = Array.from({ length: dimension }, () => EXTREME_NOISE[i] ?? normalQuantile(stream.uniform()));
    return { condition: manifest.features.map(({ name }) => Math.fround(features[name] ?? 0)), noise };
  });
  const feeds = (part: typeof rows): Feeds => ({
    [GENERATOR_TENSORS.condition]: tensor(
      [part.length, width],
      part.map((row) => row.condition),
    ),
    [GENERATOR_TENSORS.noise]: tensor(
      [part.length, dimension],
      part.map((row) => row.noise.map(Math.fround)),
    ),
  });
  return { whole: feeds(rows), parts: [feeds(rows.slice(0, 1)), feeds(rows.slice(1))] };
}

/** The features of one physical cluster by name: momentum inside the training range, energy on a mass shell. */
function clusterFeatures(manifest: GateManifest, stream: RandomStream, i: number): Record<string, number> {
  const [px, py, pz] = momentumOf(manifest, stream, i);
  const mass = MASSES.least + (MASSES.most - MASSES.least) * stream.uniform();
  const [x, y, z] = direction(stream);
  return {
    E: Math.sqrt(px * px + py * py + pz * pz + mass * mass),
    px,
    py,
    pz,
    q1_x: x,
    q1_y: y,
    q1_z: z,
    q1_perturbative: i % 2,
    q2_perturbative: (i >> 1) % 2,
  };
}

/** Number 0 at rest, 1 to 6 at either end of one axis, the others anywhere in the range; half of it, so that E fits. */
function momentumOf({ features }: GateManifest, stream: RandomStream, i: number): [number, number, number] {
  const component = (name: string, axis: number): number => {
    const { min, max } = features.find((feature) => feature.name === name)?.range ?? OTHERWISE;
    const inside = min + (max - min) * stream.uniform();
    if (i === 0) return 0;
    if (i <= 6) return axis === (i - 1) >> 1 ? (i % 2 ? min : max) : 0;
    return inside / 2;
  };
  return [component('px', 0), component('py', 1), component('pz', 2)];
}

function direction(stream: RandomStream): [number, number, number] {
  const z = 2 * stream.uniform() - 1;
  const [x, y] = [stream.uniform() - 0.5, stream.uniform() - 0.5];
  const scale = Math.sqrt((1 - z * z) / (x * x + y * y));
  return [x * scale, y * scale, z];
}

function scorerProbe(manifest: GateManifest): Probe {
  const events = MULTIPLICITIES.map((count, e) => {
    const stream = randomStream(seedOf(1), DOMAIN.test, e);
    return Array.from({ length: count }, (_, i) => hadronOf(manifest, stream, i));
  });
  return { whole: eventFeeds(events), parts: [eventFeeds(events.slice(0, 1)), eventFeeds(events.slice(1))] };
}

/** A charged pion; its features are the four-momentum. */
function hadronOf(manifest: GateManifest, stream: RandomStream, i: number): number[] {
  const [px, py, pz] = momentumOf(manifest, stream, i);
  const E = Math.sqrt(px * px + py * py + pz * pz + PION_CHARGED * PION_CHARGED);
  const values: Record<string, number> = { E, px, py, pz };
  return manifest.features.map(({ name }) => Math.fround(values[name] ?? 0));
}

function eventFeeds(events: readonly (readonly number[])[][]): Feeds {
  const hadrons = events.flat();
  return {
    [SCORER_TENSORS.hadrons]: tensor([hadrons.length, hadrons[0]!.length], hadrons),
    [SCORER_TENSORS.event]: tensor(
      [hadrons.length],
      events.map((event, e) => event.map(() => e)),
    ),
    [SCORER_TENSORS.count]: tensor([events.length], [events.map((event) => event.length)]),
  };
}
