import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnsText } from '../../formats/json/encode.ts';
import { jsonClusterReader, jsonDecayReader, jsonEventReader } from '../../formats/json/readers.ts';
import { encodeDecaysNdjson, encodeEventsNdjson } from '../../formats/ndjson/encode.ts';
import { readAll } from '../../formats/reader.ts';
import { textWriter } from '../../formats/text-writer.ts';
import { bytes, chunksAt, decaySets, eventSets, exact, faultsOf, formatErrorOf, read, resultOf } from './support.ts';

const particle = '{"pdg_id":211,"px":0,"py":0,"pz":1,"E":1.5}';
const event = `{"particles":[${particle}]}`;
const FRAME = { open: '[\n', separator: ',', close: ']\n' };
const rowsOf = (lines: Iterable<string>): string => {
  const writer = textWriter((set: Iterable<string>) => set, FRAME);
  return [...writer.write(lines), ...writer.end()].map((piece) => new TextDecoder().decode(piece)).join('');
};

const decayColumns = (offsets: string, clusters: string, hadrons: string): string =>
  `{"offsets":${offsets},"clusters":${clusters},"hadrons":${hadrons}}`;

describe('JSON documents', () => {
  it('are read in rows, in columns and as bodies of requests', () => {
    const rows = read(jsonEventReader(), ` [${event}, ${event}]\n`);
    expect(rows.offsets).toEqual(Uint32Array.of(0, 1, 2));
    const { offsets: _offsets, ...columns } = rows;
    const document = `{"offsets":[0,1,2],${columnsText(columns).slice(1)}`;
    expect(read(jsonEventReader(), document)).toEqual(rows);
    expect(read(jsonEventReader(), `{"model":"m","events":${document}}`)).toEqual(rows);
    expect(read(jsonEventReader(), `{"model":"m","events":[${event},${event}]}`)).toEqual(rows);
    expect(read(jsonClusterReader(), '[{"px":0,"py":0,"pz":0,"E":1}]').E).toEqual(Float64Array.of(1));
    expect(read(jsonClusterReader(), '{"clusters":[{"px":0,"py":0,"pz":0,"E":1}]}').E).toEqual(Float64Array.of(1));
    expect(read(jsonEventReader(), '[]').offsets).toEqual(Uint32Array.of(0));
  });

  it('give their rows in pieces', () => {
    const reader = jsonEventReader();
    reader.write(bytes(`[${event},${event}`));
    expect(reader.take().offsets).toEqual(Uint32Array.of(0, 1));
    expect(reader.take().offsets).toEqual(Uint32Array.of(0));
    reader.write(bytes(`,${event}]`));
    expect(reader.end().offsets).toEqual(Uint32Array.of(0, 1, 2));
  });

  it.each([
    ['', '', ''],
    ['{', '', 'the name of a field'],
    ['[', '/0', 'the text ends here'],
    [`[${event}`, '/0', 'the text ends here'],
    [`[${event},`, '/1', 'the text ends here'],
    [`[${event},]`, '/1', 'a value is expected'],
    [`[,${event}]`, '/0', 'a value is expected'],
    [`[${event}}`, '/0', "']' is expected"],
    [`[${event}] x`, '', 'nothing may follow'],
    [`[${event}][`, '', 'nothing may follow'],
    ['[{"particles":[nan]}]', '/0/particles/0', 'a number must be finite'],
    ['[{"particles":[],"particles":[]}]', '/0', 'must not stand twice'],
    ['[1]', '/0', 'must be an object'],
    ['7', '', 'must be an array of events'],
    [`[${event},{"particles":[{"px":0,"py":0,"pz":1}]}]`, '/1/particles/0/E', 'is missing'],
  ])('names place and rule of %j', (text, place, rule) => {
    const [fault] = faultsOf(() => read(jsonEventReader(), text));
    expect(fault).toContain(`${place}: `);
    expect(fault).toContain(rule);
  });

  it('are refused where they are not UTF-8', () => {
    expect(faultsOf(() => read(jsonEventReader(), Uint8Array.of(0x5b, 0x22, 0xff, 0x22, 0x5d)))).toEqual([
      '/0: must be UTF-8',
    ]);
    expect(faultsOf(() => read(jsonEventReader(), Uint8Array.of(0x7b, 0xff)))).toEqual([': must be UTF-8']);
  });

  it('stop at their limits', () => {
    const text = `[${event},${event}]`;
    const limits = [{ events: 1 }, { particles: 1 }, { bytes: text.length - 1 }, { document: event.length - 1 }];
    for (const caps of limits) expect(formatErrorOf(() => read(jsonEventReader(caps), text)).kind).toBe('limit');
    const enough = { events: 2, particles: 2, bytes: text.length, document: event.length };
    expect(read(jsonEventReader(enough), text).E).toHaveLength(2);
    expect(formatErrorOf(() => read(jsonEventReader({ document: 10 }), `{"events":[]${' '.repeat(20)}}`)).kind).toBe(
      'limit',
    );
  });

  it('round-trip exactly, whatever the chunks', () => {
    fc.assert(
      fc.property(eventSets(0), fc.array(fc.nat(), { maxLength: 4 }), (events, cuts) => {
        const text = bytes(rowsOf(encodeEventsNdjson(events)));
        expect(exact(readAll(jsonEventReader(), chunksAt(text, cuts)))).toEqual(exact(read(jsonEventReader(), text)));
        expect(exact(read(jsonEventReader(), text))).toEqual(exact(events));
      }),
      { seed: 11, numRuns: 60 },
    );
    fc.assert(
      fc.property(decaySets, (decays) => {
        const text = rowsOf(encodeDecaysNdjson(decays));
        const rows = read(jsonDecayReader(), text);
        if (decays.clusters.E.length > 0) expect(exact(rows.hadrons)).toEqual(exact(decays.hadrons));
        const { offsets, clusters, hadrons } = rows;
        const document = `{"offsets":[${offsets.join()}],"clusters":${columnsText({ ...clusters })},"hadrons":${columnsText({ ...hadrons })}}`;
        expect(exact(read(jsonDecayReader(), document))).toEqual(exact(rows));
      }),
      { seed: 12, numRuns: 60 },
    );
  });

  it('never lose a row to a cut', () => {
    const text = bytes(`[${event},${event}]`);
    for (let cut = 0; cut < text.length; cut++) {
      expect(resultOf(() => read(jsonEventReader(), text.subarray(0, cut)))).toBeInstanceOf(Error);
    }
  });

  it('refuse decays in columns that do not fit', () => {
    const none = '{"px":[],"py":[],"pz":[],"E":[]}';
    const one = '{"px":[0],"py":[0],"pz":[0],"E":[1]}';
    expect(read(jsonDecayReader(), decayColumns('[0]', none, none)).offsets).toEqual(Uint32Array.of(0));
    expect(faultsOf(() => read(jsonDecayReader(), decayColumns('[0,1]', one, one)))).toEqual([
      '/hadrons: must hold two hadrons for each of the 1 clusters',
    ]);
    expect(faultsOf(() => read(jsonDecayReader(), decayColumns('[0,2]', one, one)))[0]).toContain('/offsets/1');
    expect(
      faultsOf(() => read(jsonDecayReader(), decayColumns('[0]', none, '{"mass":[],'.concat(none.slice(1))))),
    ).toEqual(['/hadrons/mass: is not a known field']);
  });
});
