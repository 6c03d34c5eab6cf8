import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeDecaysDat, encodeEventsDat } from '../../formats/dat/encode.ts';
import { TRUTHS } from '../../physics/hadronization/parameters.ts';
import { eventSetOf, simulateDecays } from '../../physics/hadronization/simulate.ts';
import { seedOf } from '../../physics/random/stream.ts';
import { hadronedge } from './command-line.ts';

let folder: string;
const decays = simulateDecays(TRUTHS.nominal, seedOf(3), 0, 300);
const dat = [...encodeDecaysDat(decays)].join('');
const hadrons = [...encodeEventsDat(eventSetOf(decays))].join('');

const file = (name: string): string => join(folder, name);
const read = (name: string): string => readFileSync(file(name), 'utf8');

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hadronedge-convert-'));
  writeFileSync(file('decays.dat'), dat);
  writeFileSync(file('hadrons.dat'), hadrons);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function convert(...args: string[]): Promise<void> {
  const { code, stderr } = await hadronedge(['convert', ...args], folder);
  expect(stderr).toBe('');
  expect(code).toBe(0);
}

describe('hadronedge convert', () => {
  it('takes decays through every format and back, byte for byte', async () => {
    const names = ['a.ndjson', 'b.json', 'c.hepmc3', 'd.arrow', 'e.parquet', 'f.hepmc.gz', 'g.ndjson.zst', 'h.dat'];
    let from = 'decays.dat';
    for (const to of names) {
      await convert(from, to);
      from = to;
    }
    expect(read('h.dat')).toBe(dat);
    expect(gunzipSync(readFileSync(file('f.hepmc.gz'))).toString()).toContain('HepMC::Asciiv3');
  });

  it('takes hadrons through every format and back, byte for byte', async () => {
    const steps = [['a.parquet'], ['b.hepmc'], ['c.json', '--to', 'json-columns'], ['d.arrow'], ['e.json'], ['f.dat']];
    let from = 'hadrons.dat';
    for (const [to, ...options] of steps) {
      await convert(from, to!, ...options);
      from = to!;
    }
    expect(read('f.dat')).toBe(hadrons);
  });

  it('keeps the weights of decays, and refuses where they have no place', async () => {
    const row = '"particles":[{"pdg_id":211,"px":0,"py":0,"pz":1,"E":2},{"pdg_id":-211,"px":0,"py":0,"pz":-1,"E":2}]';
    const lines = [0.1, -2.5e-7, 3].map((weight) => {
      return `{"clusters":[{"px":0,"py":0,"pz":0,"E":4,"h1_pdg_id":211,"h2_pdg_id":-211}],${row},"weight":${weight}}\n`;
    });
    writeFileSync(file('weighted.ndjson'), lines.join(''));
    let from = 'weighted.ndjson';
    for (const to of ['w.arrow', 'w.parquet', 'w.json', 'w.hepmc3']) {
      await convert(from, to);
      from = to;
    }
    expect(read('w.hepmc3').match(/^W .*$/gm)).toEqual(['W Default', 'W 0.1', 'W -2.5e-7', 'W 3']);
    const { stdout } = await hadronedge(['inspect', 'w.hepmc3'], folder);
    expect(stdout).toMatch(/^clusters +3, /m);
    expect(stdout).toMatch(/^weight +1.0333, rms /m);
    const { code, stderr } = await hadronedge(['convert', 'w.hepmc3', 'w.dat'], folder);
    expect([code, stderr]).toEqual([3, 'hadronedge: cannot write w.dat: a .dat file cannot hold event weights\n']);
  });

  it('knows an input by its first bytes, and standard input', async () => {
    writeFileSync(file('unnamed'), gzipSync(hadrons));
    await convert('unnamed', 'named.ndjson');
    await convert('hadrons.dat', 'same.ndjson');
    expect(read('named.ndjson')).toBe(read('same.ndjson'));
  });

  it('converts the part that is asked for', async () => {
    await convert('decays.dat', 'hadrons-only.dat', '--kind', 'events');
    expect(read('hadrons-only.dat')).toBe(hadrons);
    await convert('decays.dat', 'clusters.ndjson', '--kind', 'clusters');
    expect(read('clusters.ndjson').trimEnd().split('\n')).toHaveLength(decays.clusters.E.length);
    await convert('decays.dat', 'history.dat', '--to', 'dat-history');
    expect(read('history.dat')).toContain('(3),81,[ 4 5 ]');
    await convert('history.dat', 'first-form.dat');
    expect(read('first-form.dat')).toBe(dat);
  });

  it('says how many clusters it leaves out because they did not become two hadrons', async () => {
    const histories = resolve(import.meta.dirname, '../fixtures/hepmc3/histories.hepmc');
    const { code, stderr } = await hadronedge(['convert', histories, 'c.ndjson', '--kind', 'clusters'], folder);
    expect([code, stderr]).toEqual([0, 'left out 2 clusters that did not become two hadrons\n']);
  });

  it('takes columns of decays that are longer than what is looked at first', async () => {
    const many = simulateDecays(TRUTHS.nominal, seedOf(4), 0, 1500);
    writeFileSync(file('many.dat'), [...encodeDecaysDat(many)].join(''));
    await convert('many.dat', 'many.json', '--to', 'json-columns');
    expect(statSync(file('many.json')).size).toBeGreaterThan(3 << 20);
    await convert('many.json', 'again.dat');
    expect(read('again.dat')).toBe(read('many.dat'));
    // Fields may stand in any order: hadrons first, say, of which some megabytes tell nothing.
    const { offsets, ...rest } = JSON.parse(read('many.json')) as Record<string, unknown>;
    writeFileSync(
      file('reversed.json'),
      JSON.stringify({ clusters: rest['clusters'], hadrons: rest['hadrons'], offsets }),
    );
    await convert('reversed.json', 'again.dat');
    expect(read('again.dat')).toBe(read('many.dat'));
  });

  it.each([
    [['decays.dat', 'x.root'], 2, 'cannot tell the format of x.root from its name'],
    [['decays.dat', 'x.dat', '--kind', 'clusters'], 2, 'dat has no place for clusters alone'],
    [['decays.dat', 'x.dat', '--kind', 'jets'], 2, "unknown kind 'jets'"],
    [['decays.dat', 'x.dat', '--from', 'root'], 2, "unknown format 'root'"],
    [
      ['decays.dat', 'x.ndjson', '--weight', 'up'],
      2,
      '--weight names a weight of HepMC3 events; decays.dat is read for',
    ],
    [['absent.dat', 'x.dat'], 3, 'cannot read absent.dat'],
    [['cut.dat', 'x.ndjson'], 3, 'cut.dat: line 300, column'],
    [['cut.dat.gz', 'x.ndjson'], 3, 'must be valid gzip'],
    [['binary', 'x.ndjson'], 2, 'cannot tell the format of binary'],
    [['one.ndjson', 'x.dat'], 3, 'cannot write x.dat: a .dat file cannot hold event weights'],
    [['decays.dat'], 2, 'Missing required positional argument: OUTPUT'],
  ])('%j ends with code %i and one line', async (args, code, message) => {
    writeFileSync(file('cut.dat'), dat.slice(0, -30));
    writeFileSync(file('cut.dat.gz'), gzipSync(dat).subarray(0, 20_000));
    writeFileSync(file('binary'), Uint8Array.of(0, 1, 2, 3));
    writeFileSync(file('one.ndjson'), '{"particles":[{"px":0,"py":0,"pz":1,"E":2}],"weight":2}\n');
    const done = await hadronedge(['convert', ...args], folder);
    expect(done.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(done.stderr).toContain(message);
    expect(done.code).toBe(code);
    expect(readdirSync(folder).filter((name) => name.startsWith('x.') || name.endsWith('.part'))).toEqual([]);
  });
});

describe('hadronedge inspect', () => {
  it('shows a table of what a file holds', async () => {
    const { code, stdout } = await hadronedge(['inspect', 'decays.dat'], folder);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^format +HadML \.dat$/m);
    expect(stdout).toMatch(/^events +300$/m);
    expect(stdout).toMatch(new RegExp(`^particles +${decays.hadrons.E.length}$`, 'm'));
    expect(stdout).toMatch(/^event energy, GeV +91\.2, rms [0-9.e-]+, from 91\.2 to 91\.2$/m);
    expect(stdout).toMatch(/^ +211 +pi\+ +\d+ +\d\d\.\d\d %$/m);
    expect(stdout).toContain('no problems found');
  });

  it('names the columns that are not read', async () => {
    const { arrowTableWriter } = await import('../../formats/arrow/writers.ts');
    const [zero, one, two] = [Float64Array.of(0, 0), Float64Array.of(1, 1), Float64Array.of(2, 2)];
    const columns = { px: zero, py: zero, pz: one, E: two, eta: one };
    const types = { px: 'float64', py: 'float64', pz: 'float64', E: 'float64', eta: 'float64' } as const;
    const writer = arrowTableWriter(types);
    writeFileSync(file('skim.arrow'), Buffer.concat([...writer.write(columns), ...writer.end()]));
    const { stdout } = await hadronedge(['inspect', 'skim.arrow'], folder);
    expect(stdout).toMatch(/^columns not read +eta$/m);
    expect(stdout).toMatch(/^clusters +2, 0 with known constituents$/m);
  });

  it('names what is odd, with the first place, and what cannot be read', async () => {
    const lines = [
      '{"particles":[{"pdg_id":211,"px":3,"py":0,"pz":0,"E":2},{"pdg_id":0,"px":0,"py":0,"pz":1,"E":-1}],"weight":-1}',
      '{"particles":[],"weight":3}',
      '{"particles":[{"pdg_id":211,"px":0,"py":0,"pz":1,"E":2}],"weight":1}',
    ];
    writeFileSync(file('odd.ndjson'), lines.map((line) => `${line}\n`).join(''));
    const { code, stdout } = await hadronedge(['inspect', 'odd.ndjson'], folder);
    expect(code).toBe(0);
    expect(stdout).toContain('1 space-like momenta, first event 0, particle 0');
    expect(stdout).toContain('1 energies not above zero, first event 0, particle 1');
    expect(stdout).toContain('1 negative weights, first event 0');
    expect(stdout).toContain('1 events without particles, first event 1');
    expect(stdout).toContain('1 hadrons off their mass shell, first event 2, particle 0');
    expect(stdout).toMatch(/^N_eff +0\.81818 \(27\.3 %\)$/m);
    writeFileSync(file('bad.ndjson'), `${lines[2]}\n{"particles":7}\n{"particles":[{"px":0}]}\n`);
    const bad = await hadronedge(['inspect', 'bad.ndjson'], folder);
    expect(bad.code).toBe(3);
    expect(bad.stdout).toContain('line 2 /particles: must be an array of particles');
    expect(bad.stdout).toContain('line 3 /particles/0/E: is missing');
  });
});
