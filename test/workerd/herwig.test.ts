import { beforeAll, describe, expect, it } from 'vitest';
import { DatDecayReader } from '../../formats/dat/decays.ts';
import { FORMATS } from '../../formats/format.ts';
import { readAll } from '../../formats/reader.ts';
import { FORMS, writerOf } from '../../formats/write.ts';
import { bytesOf } from '../../functions/bytes.ts';
import type { DecaySet } from '../../physics/columns.ts';
import { eventSetOf } from '../../physics/hadronization/simulate.ts';
import { call, columns, okJson, post } from './fixtures/http.ts';
import { publishDefaults } from './fixtures/releases.ts';

/** 500 events of Herwig 7.2.1, read from beside the project where they are. */
const FILES: Record<string, string> = import.meta.glob('../../../shared/data/herwig7-lep-two-pion-500.dat', {
  query: '?raw',
  import: 'default',
  eager: true,
});
const text = Object.values(FILES)[0];

const digestOf = (response: Response) => response.headers.get('hadronedge-content-digest');
const send = (path: string, body: string) =>
  call(path, { method: 'POST', body, headers: { 'content-type': 'text/vnd.hadml.dat' } });

describe.skipIf(text === undefined)('a generator file of 500 events', () => {
  let decays: DecaySet;

  beforeAll(async () => {
    await publishDefaults();
    decays = readAll(new DatDecayReader(), [new TextEncoder().encode(text)]);
  });

  it('is decayed again: every cluster, energy and momentum kept', async () => {
    const response = await send('/v1/sample?model=hadml-v1&seed=1', `${text!.trimEnd()}\n`);
    const { clusters } = decays;
    const json = await post('/v1/sample', { model: 'hadml-v1', seed: 1, clusters: columns(clusters) });
    const digest = digestOf(response);
    const again = readAll(new DatDecayReader(), [new TextEncoder().encode(await response.text())]);
    expect(again.offsets).toEqual(decays.offsets);
    expect(again.clusters.E).toEqual(clusters.E);
    for (let i = 0; i < clusters.E.length; i++) {
      for (const name of ['px', 'py', 'pz', 'E'] as const) {
        const sum = again.hadrons[name][2 * i]! + again.hadrons[name][2 * i + 1]!;
        expect(Math.abs(sum - clusters[name][i]!)).toBeLessThan(1e-9 * clusters.E[i]!);
      }
    }
    expect(digestOf(json)).toBe(digest);
    await okJson(json);
  });

  it('is scored: one score an event, the same from .dat and from JSON columns', async () => {
    const response = await send('/v1/score?model=score-nominal-kinmin', `${text!.trimEnd()}\n`);
    const digest = digestOf(response);
    const { summary } = await okJson(response);
    expect(summary).toMatchObject({ count: 500, clipped: 0 });
    const offsets = Array.from(decays.offsets, (cluster) => 2 * cluster);
    const json = await post('/v1/score', {
      model: 'score-nominal-kinmin',
      events: { ...columns({ ...decays.hadrons, offsets: decays.offsets }), offsets },
    });
    expect(digestOf(json)).toBe(digest);
    await okJson(json);
  });

  it('has the same scores, bit by bit, in every format', async () => {
    const events = eventSetOf(decays);
    const digests = new Map<string, string | null>();
    for (const [kind, set] of [['events', events] as const, ['decays', decays] as const]) {
      for (const form of FORMS.filter((name) => name !== 'json' && name !== 'json-columns')) {
        const writer = writerOf<any>(kind, form);
        if (!writer) continue;
        const format = form === 'dat-history' ? 'dat' : form;
        const response = await call('/v1/score?model=score-nominal-kinmin', {
          method: 'POST',
          body: bytesOf(writer, set),
          headers: { 'content-type': FORMATS[format].mediaType, accept: 'application/json' },
        });
        expect((await okJson(response)).summary.count).toBe(500);
        digests.set(`${kind} as ${form}`, digestOf(response));
      }
    }
    expect(digests.size).toBe(11);
    const dat = await send('/v1/score?model=score-nominal-kinmin', `${text!.trimEnd()}\n`);
    expect(new Set([...digests.values(), digestOf(dat)]).size).toBe(1);
  });
});
