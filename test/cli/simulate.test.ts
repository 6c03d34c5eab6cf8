import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DatDecayReader } from '../../formats/dat/decays.ts';
import { NdjsonDecayReader } from '../../formats/ndjson/decays.ts';
import { readAll } from '../../formats/reader.ts';
import { TRUTHS } from '../../physics/hadronization/parameters.ts';
import { simulateDecays } from '../../physics/hadronization/simulate.ts';
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

  it.each([
    [['--events', '0'], /--events must be/],
    [['--events', '1e3'], /--events must be/],
    [['--seed', '18446744073709551616'], /--seed must be/],
    [['--model', 'toString'], /unknown model 'toString'; one of: nominal kinmin kinmax/],
    [['--format', 'hepmc'], /unknown format 'hepmc'/],
    [['--format', 'json'], /ndjson or dat/],
    [['--workers', '0'], /--workers must be/],
    [['--evnts', '5'], /unknown option --evnts/],
    [['5'], /unexpected argument '5'/],
  ])('refuses %j in one line, with exit code 2', async (args, message) => {
    const { code, out, err } = await simulate(...args);
    expect(code).toBe(2);
    expect(out).toHaveLength(0);
    expect(err).toMatch(message);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
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
