import { describe, expect, it } from 'vitest';
import { compressionOf, detectFormat } from '../../formats/detect.ts';
import { detectKind } from '../../formats/detect-kind.ts';
import { readParquetEvents } from '../../formats/parquet/readers.ts';
import { memoryAccess } from '../../formats/read.ts';
import { readerOf, type StreamFormat } from '../../formats/readers.ts';
import { SET_KINDS, type SetKind } from '../../formats/sets.ts';
import { FORMS, type Form, writerOf } from '../../formats/write.ts';
import { TRUTHS } from '../../physics/hadronization/parameters.ts';
import { eventSetOf, simulateDecays } from '../../physics/hadronization/simulate.ts';
import { seedOf } from '../../physics/random/stream.ts';
import { bytes, exact, read } from './support.ts';

const { offsets, hadrons, clusters: all } = simulateDecays(TRUTHS.nominal, seedOf(5), 0, 40);
const { event, ...clusters } = all;
const decays = { offsets, clusters, hadrons };
const SETS = { decays, events: eventSetOf(decays), clusters: { ...clusters, event } };

function written(kind: SetKind, form: Form): Uint8Array | null {
  const writer = writerOf<any>(kind, form);
  return writer ? Buffer.concat([...writer.write(SETS[kind]), ...writer.end()]) : null;
}

const cases = SET_KINDS.flatMap((kind) => FORMS.map((form) => [kind, form] as const)).filter(
  ([kind, form]) => writerOf(kind, form) !== undefined,
);
const formatOf = (form: Form) => (form === 'json-columns' ? 'json' : form === 'dat-history' ? 'dat' : form);

describe('an input by its first bytes', () => {
  it.each(cases)('%s as %s', (kind, form) => {
    const made = written(kind, form)!;
    expect(detectFormat(made.subarray(0, 4096))).toBe(formatOf(form));
    if (form !== 'parquet') expect(detectKind(formatOf(form) as StreamFormat, made)).toBe(kind);
  });

  it('is a document where its first line is columns or the body of a request, whatever comes first', () => {
    for (const text of [
      '{"pdg_id":[211],"px":[0]}',
      '{"clusters":{"E":[10]},"model":"m"}',
      '{"seed":1,"clusters":[]}',
    ]) {
      expect(detectFormat(bytes(`${text}\n`))).toBe('json');
    }
    for (const text of ['{"particles":[{"px":0}]}', '{"clusters":[{"px":0}]}', '{"weight":1,"particles":[]}']) {
      expect(detectFormat(bytes(`${text}\n`))).toBe('ndjson');
    }
  });

  it('holds decays where the columns of clusters go on beyond the bytes looked at', () => {
    const made = written('decays', 'json-columns')!;
    expect(detectKind('json', made.subarray(0, made.length / 2))).toBe('decays');
  });

  it('is not guessed where nothing fits', () => {
    for (const text of ['', 'hello', '<xml>', '\u0000\u0001']) expect(detectFormat(bytes(text))).toBeUndefined();
    expect(compressionOf(Uint8Array.of(0x1f, 0x8b, 8))).toBe('gzip');
    expect(compressionOf(Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd))).toBe('zstd');
    expect(compressionOf(bytes('{}'))).toBeUndefined();
  });
});

/** What the form cannot hold of simulated sets. */
const without = (form: Form, kind: SetKind): any => {
  const set: any = kind === 'decays' ? { ...decays, clusters: { ...clusters } } : SETS[kind];
  if (kind !== 'decays' || (!form.startsWith('dat') && form !== 'hepmc3')) return set;
  delete set.clusters.q1_perturbative;
  delete set.clusters.q2_perturbative;
  delete set.clusters.from_fission;
  return set;
};

describe('rows of clusters', () => {
  const named = { px: clusters.px, py: clusters.py, pz: clusters.pz, E: clusters.E, event };
  it.each([
    ['by their constituents', SETS.clusters],
    ['by what the file says', named],
  ])('are not read as hadrons: told %s', async (_, set) => {
    const arrow = Buffer.concat([...writerOf('clusters', 'arrow')!.write(set)]);
    const message = 'holds clusters, but hadrons are needed';
    expect(() => read(readerOf('events', 'arrow'), arrow)).toThrow(message);
    const writer = writerOf('clusters', 'parquet')!;
    const parquet = memoryAccess(Buffer.concat([...writer.write(set), ...writer.end()]));
    await expect(readParquetEvents(parquet).next()).rejects.toThrow(message);
  });
});

describe('every form', () => {
  it.each(cases.filter(([, form]) => form !== 'parquet'))('of %s, %s, comes back bit by bit', (kind, form) => {
    const set = without(form, kind);
    const writer = writerOf<any>(kind, form)!;
    const made = Buffer.concat([...writer.write(set), ...writer.end()]);
    const back = read(readerOf(kind, formatOf(form) as StreamFormat), made);
    expect(exact(back)).toEqual(exact(set));
  });
});
