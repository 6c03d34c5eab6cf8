import type { DecaySet, EventSet } from '../../physics/columns.ts';
import { TRUTHS, type TruthName } from '../../physics/hadronization/parameters.ts';
import { eventSetOf } from '../../physics/hadronization/simulate.ts';
import { LUND_STRING } from '../../physics/hadronization/string/parameters.ts';
import { seedOf } from '../../physics/random/stream.ts';
import { LUND_STRING_NAME } from '../presets/truth-seed.ts';
import { sampleSeed } from '../train/sample-seed.ts';
import { DataError } from './data-error.ts';
import type { DataEntry, DataSource, SourceOptions, Wanted } from './source.ts';
import { simulateStringTruth, simulateTruth } from './truth.ts';

const SOURCE = 'hadronedge simulate';

/** The first event of a half: they follow one another. */
const firstOf = ({ half, events }: Wanted): number => (half === 1 ? events : 0);

type Parameters = DataEntry['parameters'];

function entryOf(truth: Parameters, wanted: Wanted, seed: bigint, events: number): DataEntry {
  const part = wanted.half === 0 ? 'clusters' : 'hadrons';
  const range = wanted.half === undefined ? {} : { part, first: firstOf(wanted) };
  return { use: wanted.use, source: SOURCE, parameters: { ...truth, ...range }, events, seed: `${seed}` };
}

/** A built-in cluster-model truth. Each use has its own seed, and the halves of a use are disjoint ranges of events. */
export function truthSource(truth: TruthName): DataSource {
  const seedFor = ({ use, seed }: Wanted): bigint => seed ?? BigInt(sampleSeed(use, truth));
  const decays = (wanted: Wanted, options: SourceOptions = {}): AsyncGenerator<DecaySet, void, undefined> =>
    simulateTruth(TRUTHS[truth], seedOf(seedFor(wanted)), firstOf(wanted), wanted.events, options);
  return {
    label: `${truth} (ClSmr = ${TRUTHS[truth].clSmr})`,
    decays,
    events: async function* (wanted, options): AsyncGenerator<EventSet, void, undefined> {
      for await (const set of decays(wanted, options)) yield eventSetOf(set);
    },
    entry: (wanted, events) => entryOf({ truth, ...TRUTHS[truth] }, wanted, seedFor(wanted), events),
  };
}

const stringSeed = ({ use, seed }: Wanted): bigint => seed ?? BigInt(sampleSeed(use, LUND_STRING_NAME));

/** The Lund-string truth, which has no clusters. */
export function stringSource(): DataSource {
  return {
    label: `Lund string (a = ${LUND_STRING.a}, b = ${LUND_STRING.b}, sigma = ${LUND_STRING.sigma})`,
    decays: () => {
      throw new DataError('a Lund string has no clusters to learn decays from');
    },
    events: async function* (wanted, options = {}): AsyncGenerator<EventSet, void, undefined> {
      const [first, seed] = [firstOf(wanted), seedOf(stringSeed(wanted))];
      for await (const set of simulateStringTruth(LUND_STRING, null, seed, first, wanted.events, options))
        yield set.events;
    },
    entry: (wanted, events) => entryOf({ truth: LUND_STRING_NAME, ...LUND_STRING }, wanted, stringSeed(wanted), events),
  };
}

/** A built-in truth by name. */
export function builtInSource(name: TruthName | typeof LUND_STRING_NAME): DataSource {
  return name === LUND_STRING_NAME ? stringSource() : truthSource(name);
}
