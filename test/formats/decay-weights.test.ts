import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Format } from '../../formats/format.ts';
import { joinDecays } from '../../formats/join.ts';
import { memoryAccess, readSets } from '../../formats/read.ts';
import { rowsOf } from '../../formats/sets.ts';
import { type Form, writerOf } from '../../formats/write.ts';
import type { DecaySet } from '../../physics/columns.ts';
import { chunksAt, decaySets, exact, finite } from './support.ts';

/** Decays with a weight an event; both constituents of a cluster are known or none, as HepMC3 has it. */
const weightedDecays: fc.Arbitrary<DecaySet> = decaySets
  .filter(({ offsets }) => offsets.length > 1)
  .chain((set) => {
    const { clusters, offsets } = set;
    for (let i = 0; i < clusters.E.length; i++) {
      for (const q of ['q1', 'q2'] as const) {
        clusters[`${q}_pdg_id`]![i] = 0;
        for (const part of ['px', 'py', 'pz', 'E'] as const) clusters[`${q}_${part}`]![i] = 0;
      }
    }
    const events = offsets.length - 1;
    return fc
      .array(finite, { minLength: events, maxLength: events })
      .map((weight) => ({ ...set, weight: Float64Array.from(weight) }));
  });

function written(form: Form, sets: readonly DecaySet[]): Uint8Array {
  const writer = writerOf('decays', form)!;
  return Buffer.concat([...sets.flatMap((set) => [...writer.write(set)]), ...writer.end()]);
}

async function* each(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

async function readBack(form: Form, bytes: Uint8Array, cuts: number[], weight?: string): Promise<DecaySet> {
  const format = form.replace('-columns', '') as Format;
  const source = { chunks: each(chunksAt(bytes, cuts)), random: memoryAccess(bytes) };
  const sets: DecaySet[] = [];
  for await (const set of readSets('decays', format, source, weight === undefined ? {} : { weight })) sets.push(set);
  return joinDecays(sets.filter((set) => rowsOf(set) > 0));
}

describe('weights of events that are clusters with their decays', () => {
  it.each(['hepmc3', 'ndjson', 'json', 'json-columns', 'arrow', 'parquet'] as const)(
    'are written as %s and read again, bit for bit',
    async (form) => {
      const property = fc.asyncProperty(weightedDecays, fc.array(fc.nat(), { maxLength: 4 }), async (set, cuts) => {
        const twice = written(form, [set, set]);
        expect(exact(await readBack(form, twice, cuts))).toEqual(exact(joinDecays([set, set])));
      });
      await fc.assert(property, { seed: 5, numRuns: 60 });
    },
  );

  it.each(['dat', 'dat-history'] as const)('are refused by %s, which has no place for them', (form) => {
    const [set] = fc.sample(weightedDecays, { seed: 1, numRuns: 1 });
    expect(() => written(form, [set!])).toThrow('a .dat file cannot hold event weights');
  });

  it('are those whose name is asked for in HepMC3', async () => {
    const [set] = fc.sample(weightedDecays, { seed: 1, numRuns: 1 });
    const text = new TextDecoder().decode(written('hepmc3', [set!])).replace('W Default\n', 'W Default\\|up\n');
    const doubled = new TextEncoder().encode(text.replaceAll(/^W (-?\d\S*)$/gm, 'W $1 7'));
    expect((await readBack('hepmc3', doubled, [], 'up')).weight?.every((weight) => weight === 7)).toBe(true);
    await expect(readBack('hepmc3', doubled, [], 'down')).rejects.toThrow("'down' is not among the weights");
  });

  it('are in every event or in none', async () => {
    const lines = ['{"clusters":[],"particles":[],"weight":1}', '{"clusters":[],"particles":[]}'];
    const bytes = new TextEncoder().encode(`${lines.join('\n')}\n`);
    await expect(readBack('ndjson', bytes, [])).rejects.toThrow('line 2 /weight: must be in every event or in none');
    const columns =
      '{"offsets":[0],"weight":[1],"clusters":{"px":[],"py":[],"pz":[],"E":[]},"hadrons":{"px":[],"py":[],"pz":[],"E":[]}}';
    await expect(readBack('json-columns', new TextEncoder().encode(columns), [])).rejects.toThrow(
      '/weight: must have one entry for each of the 0 events',
    );
  });
});
