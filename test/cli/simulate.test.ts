import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DatDecayReader } from '../../formats/dat/decays.ts';
import { DatEventReader } from '../../formats/dat/events.ts';
import { NdjsonDecayReader } from '../../formats/ndjson/decays.ts';
import { NdjsonEventReader } from '../../formats/ndjson/events.ts';
import { readAll } from '../../formats/reader.ts';
import { TRUTHS } from '../../physics/hadronization/parameters.ts';
import { simulateDecays } from '../../physics/hadronization/simulate.ts';
import { LUND_STRING } from '../../physics/hadronization/string/parameters.ts';
import { simulateString } from '../../physics/hadronization/string/simulate.ts';
import { simulateWeighted } from '../../physics/hadronization/string/weighted.ts';
import { effectiveEvents } from '../../physics/observables/n-eff.ts';
import { seedOf } from '../../physics/random/stream.ts';

const main = resolve(import.meta.dirname, '../../cli/main.ts');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hadronedge-simulate-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function start(args: string[]): ChildProcess {
  return spawn(process.execPath, [main, 'simulate', ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
}

interface Outcome {
  code: number | null;
  signal: NodeJS.Signals | null;
  out: Buffer;
  err: string;
}

async function outcomeOf(child: ChildProcess): Promise<Outcome> {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout?.on('data', (part: Buffer) => out.push(part));
  child.stderr?.on('data', (part: Buffer) => err.push(part));
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { code, signal, out: Buffer.concat(out), err: Buffer.concat(err).toString() };
}

const simulate = (...args: string[]): Promise<Outcome> => outcomeOf(start(args));

describe('hadronedge simulate', () => {
  it('writes events as NDJSON to standard output, to the last bit', async () => {
    const { code, out, err } = await simulate('--events', '20', '--seed', '18446744073709551615', '--first', '7');
    expect(code).toBe(0);
    expect(err).toContain('20/20 events');
    const { event: _event, ...clusters } = simulateDecays(TRUTHS.nominal, seedOf(0xffffffffffffffffn), 7, 20).clusters;
    const read = readAll(new NdjsonDecayReader(), [out]);
    expect(read.clusters).toMatchObject(clusters);
    expect(read.offsets).toHaveLength(21);
    expect(out.toString().trimEnd().split('\n')).toHaveLength(20);
  });

  it('writes the same events in every form', async () => {
    const wanted = simulateDecays(TRUTHS.nominal, seedOf(4), 0, 30).hadrons;
    for (const name of ['a.hepmc3.gz', 'b.arrow', 'c.parquet', 'd.json', 'e.ndjson.zst']) {
      const { code } = await simulate('--events', '30', '--seed', '4', '-o', name);
      expect(code).toBe(0);
      const back = await outcomeOf(
        spawn(process.execPath, [main, 'convert', name, '-', '--to', 'ndjson'], { cwd: folder }),
      );
      expect(readAll(new NdjsonDecayReader(), [back.out]).hadrons).toEqual(wanted);
    }
  });

  it('writes HadML .dat by the file name, of the model asked for, whatever the number of threads', async () => {
    for (const workers of ['1', '2']) {
      const args = ['--events', '1500', '--seed', '3', '--model', 'kinmin', '--workers', workers];
      const { code } = await simulate(...args, '-o', `${workers}.dat`);
      expect(code).toBe(0);
    }
    const bytes = readFileSync(join(folder, '1.dat'));
    expect(bytes.equals(readFileSync(join(folder, '2.dat')))).toBe(true);
    const read = readAll(new DatDecayReader(), [bytes]);
    expect(read.hadrons).toEqual(simulateDecays(TRUTHS.kinmin, seedOf(3), 0, 1500).hadrons);
    // As in Herwig's files: constituents stand only where the cluster was formed from the shower's partons.
    const { from_fission, q1_pdg_id } = simulateDecays(TRUTHS.kinmin, seedOf(3), 0, 1500).clusters;
    expect(read.clusters.q1_pdg_id).toEqual(q1_pdg_id.map((id, i) => (from_fission[i] ? 0 : id)));
    expect(read.hadrons).not.toEqual(simulateDecays(TRUTHS.nominal, seedOf(3), 0, 1500).hadrons);
    expect(readdirSync(folder).toSorted((a, b) => a.localeCompare(b))).toEqual(['1.dat', '2.dat']);
  });

  it('changes parameters of the truth by their names', async () => {
    const set = ['--set', 'clMax=3.2,clSmr=0.5', '--energy', '40'];
    const { out } = await simulate('--events', '20', '--seed', '3', ...set);
    const changed = { ...TRUTHS.nominal, clMax: 3.2, clSmr: 0.5, energy: 40 };
    expect(readAll(new NdjsonDecayReader(), [out]).hadrons).toEqual(simulateDecays(changed, seedOf(3), 0, 20).hadrons);
  });

  it('writes events of the Lund string in both formats, changed where asked', async () => {
    const model = ['--model', 'lund-string', '--events', '30', '--seed', '9', '--first', '5'];
    const { code, out, err } = await simulate(...model);
    expect(code).toBe(0);
    expect(err).not.toContain('weights');
    expect(readAll(new NdjsonEventReader(), [out])).toEqual(simulateString(LUND_STRING, seedOf(9), 5, 30));
    await simulate(...model, '--set', 'axis=z,b=0.8', '--energy', '1e2', '-o', 'string.dat');
    const changed = { ...LUND_STRING, axis: 'z' as const, b: 0.8, energy: 100 };
    const read = readAll(new DatEventReader(), [readFileSync(join(folder, 'string.dat'))]);
    expect(read).toEqual(simulateString(changed, seedOf(9), 5, 30));
  });

  it('weights events of the Lund string, whatever the number of threads, and sums the weights up', async () => {
    const args = ['--model', 'lund-string', '--events', '1500', '--seed', '9', '--weights', 'a=0.55,sigma=0.32'];
    const [one, two] = [await simulate(...args, '--workers', '1'), await simulate(...args, '--workers', '2')];
    expect(one.code).toBe(0);
    expect(one.out.equals(two.out)).toBe(true);
    const { events, trials } = simulateWeighted(LUND_STRING, { a: 0.55, sigma: 0.32 }, seedOf(9), 0, 1500);
    expect(readAll(new NdjsonEventReader(), [one.out])).toEqual(events);
    const mean = events.weight!.reduce((sum, w) => sum + w, 0) / 1500;
    const share = effectiveEvents(events.weight!) / 1500;
    const summary = one.err.trimEnd().split('\n').at(-1);
    expect(summary).toMatch(
      /^weights to a=0.55,sigma=0.32: <w> = [\d.]+ \+- 0.0\d+, N_eff\/N = [\d.]+, \d+ of \d+ trials clipped$/,
    );
    expect(summary).toContain(`<w> = ${mean.toFixed(5)}`);
    expect(summary).toContain(`N_eff/N = ${share.toFixed(4)}, 0 of ${trials} trials`);
    expect(two.err.trimEnd().split('\n').at(-1)).toBe(summary);
  });

  it.each([
    [['--events', '0'], /--events must be/],
    [['--events', '1e3'], /--events must be/],
    [['--seed', '18446744073709551616'], /--seed must be/],
    [['--model', 'toString'], /unknown model 'toString'; one of: nominal kinmin kinmax (.* )?lund-string/],
    [['-o', 'events.root'], /cannot tell the format of events.root from its name; say it with --to json\|ndjson/],
    [['--format', 'hepmc'], /unknown format 'hepmc'/],
    [['--model', 'lund-string', '--to', 'dat-history'], /dat-history has no place for events alone/],
    [['--workers', '0'], /--workers must be/],
    [['--evnts', '5'], /unknown option --evnts/],
    [['5'], /unexpected argument '5'/],
    [['--set', 'clMax'], /--set takes NAME=VALUE, not 'clMax'/],
    [['--set', 'clMax=3,clMax=4'], /--set names clMax twice/],
    [['--set', 'clMaxx=3'], /unknown parameter 'clMaxx'; one of: energy upShare .*clSmr/],
    [['--set', 'toString=3'], /unknown parameter 'toString'/],
    [['--set', 'clMax=big'], /clMax must be a number, not 'big'/],
    [['--set', 'clMax=1e999'], /clMax must be a number/],
    [['--set', 'clMax=-1'], /clMax must be a finite number, not negative/],
    [['--set', 'clSmr=1e9'], /clSmr must be at most 1000/],
    [['--energy', '0.5'], /energy must be above two constituent masses/],
    [['--energy', '50', '--set', 'energy=40'], /--energy and --set energy/],
    [['--set', 'gluonStrangeWeight=1e12,fissionStrangeWeight=1e12'], /the parameters let no event through/],
    [['--weights', 'a=0.5'], /--weights is for lund-string/],
    [['--model', 'lund-string', '--weights', 'stopMass=2'], /unknown parameter 'stopMass'; one of: a b sigma/],
    [['--model', 'lund-string', '--weights', 'a=2.5'], /a must lie in 0 … 2/],
    [['--model', 'lund-string', '--weights', 'a='], /a must be a number, not ''/],
    [['--model', 'lund-string', '--weights', 'a=0.5', '-o', 'x.dat'], /a .dat file cannot hold event weights/],
    [['--model', 'lund-string', '--set', 'axis=y'], /axis must be one of 1\+cos2, z/],
    [['--model', 'lund-string', '--energy', '1.5'], /energy must be at least 1 GeV above two constituent masses/],
  ])('refuses %j in one line, with exit code 2', async (args, message) => {
    const { code, out, err } = await simulate(...args);
    expect(code).toBe(2);
    expect(out).toHaveLength(0);
    expect(err).toMatch(message);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves nothing behind when it is interrupted, and ends by the signal', async () => {
    const child = start(['--events', '1000000000', '-o', 'many.ndjson']);
    const ended = outcomeOf(child);
    // The first line of progress: events are being written.
    await once(child.stderr!, 'data');
    expect(readdirSync(folder)).toHaveLength(1);
    child.kill('SIGINT');
    const { code, signal } = await ended;
    expect([code, signal]).toEqual([null, 'SIGINT']);
    expect(readdirSync(folder)).toEqual([]);
  });
});
