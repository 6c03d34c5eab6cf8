import { describe, expect, it } from 'vitest';
import { compressionOf, detectFormat } from '../../formats/detect.ts';
import { detectKind } from '../../formats/detect-kind.ts';
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

describe('every form', () => {
  it.each(cases.filter(([, form]) => form !== 'parquet'))('of %s, %s, comes back bit by bit', (kind, form) => {
    const set = without(form, kind);
    const writer = writerOf<any>(kind, form)!;
    const made = Buffer.concat([...writer.write(set), ...writer.end()]);
    const back = read(readerOf(kind, formatOf(form) as StreamFormat), made);
    expect(exact(back)).toEqual(exact(set));
  });
});
