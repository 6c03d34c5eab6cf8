/**
 * Speed of the parsers beside JSON.parse of the same events: `node bench/formats.ts [events]`.
 * All cases take turns in one run; the median of the rounds is printed. Where there is a Python with pyhepmc
 * (test/python/python.ts), it reads the same HepMC3 file in turn with ours.
 */
import { DatDecayReader } from '../formats/dat/decays.ts';
import { encodeDecaysDat, encodeEventsDat } from '../formats/dat/encode.ts';
import { DatEventReader } from '../formats/dat/events.ts';
import { HepmcEventReader } from '../formats/hepmc3/events.ts';
import { clustersFromJson } from '../formats/json/clusters.ts';
import { columnsText } from '../formats/json/encode.ts';
import { eventsFromJson } from '../formats/json/events.ts';
import { parseJson } from '../formats/json/parse.ts';
import { encodeEventsNdjson } from '../formats/ndjson/encode.ts';
import { NdjsonEventReader } from '../formats/ndjson/events.ts';
import type { DecaySet, EventSet, ParticleColumns } from '../physics/columns.ts';
import { philox4x32 } from '../physics/random/philox.ts';
import { pythonWith } from '../test/python/python.ts';
import { type Case, stream } from './lib/cases.ts';
import { collectGarbage } from './lib/garbage.ts';
import { hepmcAsLibraryWrites, hepmcCases } from './lib/hepmc3.ts';
import { startPyhepmc } from './lib/pyhepmc.ts';
import { tableCases } from './lib/tables.ts';

const EVENTS = Number(process.argv[2] ?? 5000);
const HADRONS = 14; // mean of the Herwig sample
const ROUNDS = 15;

/** Uniform numbers in (-10, 10) with the digits asked for (17 gives all). */
function numbers(count: number, stream: number, digits: number): Float64Array {
  const block = new Uint32Array(4);
  return Float64Array.from({ length: count }, (_, i) => {
    philox4x32(block, i, stream, 0, 0, 1, 2);
    const value = (block[0]! / 2 ** 32 + block[1]! / 2 ** 64 - 0.5) * 20;
    return digits >= 17 ? value : Number(value.toPrecision(digits));
  });
}

function hadrons(count: number, digits: number): ParticleColumns {
  const [px, py, pz, E] = [1, 2, 3, 4].map((stream) => numbers(count, stream, digits));
  return { px: px!, py: py!, pz: pz!, E: E!, pdg_id: new Int32Array(count).fill(211) };
}

function makeEvents(digits: number): EventSet {
  const offsets = Uint32Array.from({ length: EVENTS + 1 }, (_, e) => e * HADRONS);
  return { offsets, ...hadrons(EVENTS * HADRONS, digits) };
}

function makeDecays(digits: number): DecaySet {
  const offsets = Uint32Array.from({ length: EVENTS + 1 }, (_, e) => (e * HADRONS) / 2);
  const { pdg_id: _, ...clusters } = hadrons((EVENTS * HADRONS) / 2, digits);
  return { offsets, clusters, hadrons: hadrons(EVENTS * HADRONS, digits) };
}

const encode = (lines: Iterable<string>): Uint8Array => new TextEncoder().encode([...lines].join(''));
const decode = (all: Uint8Array): string => new TextDecoder().decode(all);

function casesOf(digits: number): Case[] {
  const events = makeEvents(digits);
  const ndjson = encode(encodeEventsNdjson(events));
  const rows = encode([`[${decode(ndjson).trimEnd().replaceAll('\n', ',')}]`]);
  const columns = encode([columnsText({ ...events })]);
  const label = digits >= 17 ? 'all digits' : `${digits} digits`;
  return [
    { name: 'JSON.parse of rows', input: rows, run: (all: Uint8Array) => JSON.parse(decode(all)) },
    {
      name: 'JSON rows to columns',
      input: rows,
      run: (all: Uint8Array) => eventsFromJson(parseJson(decode(all), ''), ''),
    },
    { name: 'JSON.parse of columns', input: columns, run: (all: Uint8Array) => JSON.parse(decode(all)) },
    {
      name: 'JSON columns to columns',
      input: columns,
      run: (all: Uint8Array) => eventsFromJson(parseJson(decode(all), ''), ''),
    },
    { name: 'NDJSON to columns', input: ndjson, run: (all: Uint8Array) => stream(new NdjsonEventReader(), all) },
    {
      name: '.dat hadrons to events',
      input: encode(encodeEventsDat(events)),
      run: (all: Uint8Array) => stream(new DatEventReader(), all),
    },
    {
      name: '.dat decays to decays',
      input: encode(encodeDecaysDat(makeDecays(digits))),
      run: (all: Uint8Array) => stream(new DatDecayReader(), all),
    },
    ...hepmcCases(events, makeDecays(digits)),
    { name: 'write NDJSON', input: ndjson, run: () => encode(encodeEventsNdjson(events)) },
    { name: 'write .dat', input: encode(encodeEventsDat(events)), run: () => encode(encodeEventsDat(events)) },
    ...tableCases(events),
  ].map((one) => ({ ...one, name: `${one.name}, ${label}` }));
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

const libraryFile = hepmcAsLibraryWrites(makeDecays(17));
const ours: Case = {
  name: "HepMC3's own file to events",
  input: libraryFile,
  run: (all) => stream(new HepmcEventReader(), all),
};
const python = pythonWith('pyhepmc');
const pyhepmc = python === null ? undefined : startPyhepmc(python, libraryFile, EVENTS);
const pyhepmcTimes: number[] = [];

const cases = [...casesOf(6), ...casesOf(17), ours];
const times = cases.map((): number[] => []);
for (let round = 0; round < ROUNDS; round++) {
  for (const [i, { input, run }] of cases.entries()) {
    collectGarbage();
    const start = performance.now();
    await run(input);
    times[i]!.push(performance.now() - start);
  }
  if (pyhepmc) pyhepmcTimes.push(await pyhepmc.pass());
}
pyhepmc?.end();
console.log(`${EVENTS} events of ${HADRONS} hadrons, Node ${process.versions.node}, median of ${ROUNDS} rounds`);

function report(name: string, input: Uint8Array, ms: number): void {
  const rate = `${(input.length / ms / 1e3).toFixed(0).padStart(5)} MB/s`;
  console.log(
    `${name.padEnd(38)} ${ms.toFixed(1).padStart(7)} ms ${rate} ${((EVENTS / ms) * 1e3).toFixed(0).padStart(9)} events/s`,
  );
}

cases.forEach(({ name, input }, i) => {
  report(name, input, median(times[i]!));
});
if (pyhepmc) {
  report('the same by pyhepmc', libraryFile, median(pyhepmcTimes));
  const ratio = median(pyhepmcTimes) / median(times[cases.indexOf(ours)]!);
  console.log(`HepMC3 is read at ${ratio.toFixed(2)} times the rate of pyhepmc`);
}

const clusters = JSON.parse(columnsText({ ...makeDecays(17).clusters, event: undefined }));
for (const name of ['px', 'py', 'pz', 'E']) clusters[name] = clusters[name].slice(0, 10_000);
const checks: number[] = [];
for (let round = 0; round < 10 * ROUNDS; round++) {
  const start = performance.now();
  clustersFromJson(clusters, '/clusters');
  checks.push(performance.now() - start);
}
console.log(`check of ${clusters.px.length} parsed clusters as columns: ${median(checks).toFixed(2)} ms`);
