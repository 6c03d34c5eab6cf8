import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hadronedge } from './command-line.ts';

const MAIN = resolve(import.meta.dirname, '../../cli/main.ts');
const LINE = '{"particles":[{"pdg_id":211,"px":0.1,"py":0,"pz":1,"E":2}]}\n';

let folder: string;
const file = (name: string): string => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hadronedge-outputs-'));
  writeFileSync(file('events.ndjson'), LINE.repeat(20_000));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const convert = (...args: string[]) => hadronedge(['convert', 'events.ndjson', ...args], folder);

describe('an output', () => {
  it.each(['folder.dat', 'folder.dat.gz', 'folder.dat.zst'])('that is a folder is refused: %s', async (name) => {
    mkdirSync(file(name));
    const { code, stderr } = await convert(name);
    expect([code, stderr]).toEqual([3, `hadronedge: cannot write ${name}: it is a folder\n`]);
    expect(readdirSync(folder).toSorted()).toEqual(['events.ndjson', name].toSorted());
  });

  it('that is a link stays one', async () => {
    mkdirSync(file('elsewhere'));
    writeFileSync(file('elsewhere/target.dat'), 'old');
    symlinkSync('elsewhere/target.dat', file('link.dat'));
    expect((await convert('link.dat')).code).toBe(0);
    expect(readdirSync(file('elsewhere'))).toEqual(['target.dat']);
    expect(readFileSync(file('elsewhere/target.dat'), 'utf8').split('\n')).toHaveLength(20_001);
  });

  it.skipIf(!existsSync('/dev/full'))(
    'that is a device is written, not replaced, and its errors have its name',
    async () => {
      symlinkSync('/dev/null', file('null.dat'));
      expect((await convert('null.dat')).code).toBe(0);
      for (const name of ['full.dat', 'full.dat.gz', 'full.parquet']) {
        symlinkSync('/dev/full', file(name));
        const { code, stderr } = await convert(name);
        expect(stderr).toMatch(new RegExp(`^hadronedge: cannot write ${name}: ENOSPC.*\n$`));
        expect(code).toBe(3);
      }
      expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
    },
  );

  it.each(['out.dat', 'out.dat.gz'])(
    'is not left half-written by a signal, also where input is waited for: %s',
    async (name) => {
      const args = [MAIN, 'convert', '-', name, '--from', 'ndjson'];
      const child = spawn(process.execPath, args, { cwd: folder, stdio: ['pipe', 'ignore', 'pipe'] });
      const ended = once(child, 'close');
      child.stdin.on('error', () => undefined);
      child.stdin.write(LINE.repeat(60_000));
      // The first line of progress: a set was written, and the rest is waited for.
      await once(child.stderr, 'data');
      expect(readdirSync(folder).filter((entry) => entry.endsWith('.part'))).toHaveLength(1);
      child.kill('SIGINT');
      expect(await ended).toEqual([null, 'SIGINT']);
      expect(readdirSync(folder)).toEqual(['events.ndjson']);
    },
  );
});

it('ends where the output cannot be opened, although the input goes on', async () => {
  const args = [MAIN, 'sample', '-', '--from', 'ndjson', '-o', 'absent/hadrons.json'];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['pipe', 'ignore', 'pipe'] });
  const ended = once(child, 'close');
  child.stdin.on('error', () => undefined);
  child.stdin.write('{"px":0,"py":0,"pz":1,"E":2}\n'.repeat(60_000));
  expect(await ended).toEqual([3, null]);
});
