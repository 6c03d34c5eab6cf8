import { canonicalBytes } from '../../models/contract/canonical.ts';
import { type Digest, sha256Digest } from '../../models/contract/digest.ts';
import type { GeneratorManifest } from '../../models/contract/manifest.ts';
import type { EventSet } from '../../physics/columns.ts';
import type { TruthName } from '../../physics/hadronization/parameters.ts';
import { eventSetOf } from '../../physics/hadronization/simulate.ts';
import { seedOf } from '../../physics/random/stream.ts';
import { decayByNetwork } from '../evaluate/cluster-decay.ts';
import { closeNetwork, openNetwork } from '../evaluate/onnx-session.ts';
import { readReleaseDirectory } from '../publish/release-directory.ts';
import { sampleSeed } from '../train/sample-seed.ts';
import { DataError } from './data-error.ts';
import type { DataSource, Wanted } from './source.ts';
import { truthSource } from './truth-source.ts';

/** A released generator: its network, its manifest, and the digest that is its identity. */
export interface ReleasedGenerator {
  manifest: GeneratorManifest;
  digest: Digest;
  model: Uint8Array;
}

/** Reads a release of a generator. Throws a DataError where the directory holds none. */
export async function readGenerator(directory: string): Promise<ReleasedGenerator> {
  const release = await readReleaseDirectory(directory).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DataError(`${directory}: no release of a generator: ${reason}`, { cause: error });
  });
  const { manifest, blobs } = release;
  if (manifest.kind !== 'generator') throw new DataError(`${directory}: ${manifest.name} is a ${manifest.kind}`);
  return { manifest, digest: await sha256Digest(canonicalBytes(manifest)), model: blobs.get('model')! };
}

const second = (wanted: Wanted): Wanted => ({ ...wanted, half: 1 });

/**
 * What a generator makes of a truth's clusters, by the steps of the service. The clusters are the second half of each
 * use's, so that they are not those of the truth that the generated events may be compared with.
 */
export function generatedSource(truth: TruthName, { manifest, digest, model }: ReleasedGenerator): DataSource {
  const clusters = truthSource(truth);
  const title = `${manifest.name}@${manifest.version}`;
  return {
    label: `${title} from clusters of ${truth}`,
    decays: () => {
      throw new DataError(`decays that ${title} made are no truth to learn decays from`);
    },
    events: async function* (wanted, options): AsyncGenerator<EventSet, void, undefined> {
      const seed = seedOf(wanted.seed ?? BigInt(sampleSeed(wanted.use, truth)));
      const network = await openNetwork(model);
      let cluster = 0;
      try {
        for await (const set of clusters.decays(second(wanted), options)) {
          yield eventSetOf(await decayByNetwork(network, manifest, set, seed, cluster));
          cluster += set.clusters.E.length;
        }
      } finally {
        await closeNetwork(network);
      }
    },
    entry: (wanted, events) => {
      const { parameters, ...entry } = clusters.entry(second(wanted), events);
      return { ...entry, parameters: { ...parameters, generator: title, generator_digest: digest } };
    },
  };
}
