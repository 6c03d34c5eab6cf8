import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constants, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openInput } from '../../../trainer/data/input-file.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hadronedge-input-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Bytes that hardly compress, so that frames cross the chunks in which a file is read. */
const noise = (length: number, seed: number): Buffer => {
  const bytes = Buffer.alloc(length);
  let state = seed;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
};

async function readAll(name: string): Promise<Buffer> {
  const input = await openInput(name);
  const parts: Uint8Array[] = [];
  try {
    for await (const chunk of input.source.chunks) parts.push(chunk);
  } finally {
    await input.close();
  }
  return Buffer.concat(parts);
}

function readFile(bytes: Uint8Array): Promise<Buffer> {
  const name = join(folder, 'input');
  writeFileSync(name, bytes);
  return readAll(name);
}

/** A frame of zstd that readers pass over, with `length` bytes in it. */
function skippable(length: number): Buffer {
  const frame = Buffer.alloc(8 + length, 7);
  frame.writeUInt32LE(0x184d2a50, 0);
  frame.writeUInt32LE(length, 4);
  return frame;
}

describe('openInput', () => {
  const parts = [noise(10, 1), noise(300_000, 2), Buffer.alloc(0), noise(700_000, 3), Buffer.alloc(500_000, 65)];
  const whole = Buffer.concat(parts);
  const checked = { params: { [constants.ZSTD_c_checksumFlag]: 1 } };
  const frames = parts.map((part) => zstdCompressSync(part, checked));

  it('reads every member of gzip and every frame of zstd', async () => {
    expect((await readFile(Buffer.concat(parts.map((part) => gzipSync(part))))).equals(whole)).toBe(true);
    expect((await readFile(Buffer.concat(frames))).equals(whole)).toBe(true);
    const skipped = [frames[0]!, skippable(300_000), ...frames.slice(1), skippable(3)];
    expect((await readFile(Buffer.concat(skipped))).equals(whole)).toBe(true);
  });

  it('refuses what is cut or damaged behind the first member or frame', async () => {
    const [first, second] = [frames[1]!, frames[3]!];
    for (const length of [1, 5, 9, 1000, second.length - 1]) {
      await expect(readFile(Buffer.concat([first, second.subarray(0, length)]))).rejects.toThrow('must be valid zstd');
    }
    await expect(readFile(Buffer.concat([first, Buffer.from('garbage')]))).rejects.toThrow('must be valid zstd');
    const [gzip, more] = [gzipSync(parts[1]!), gzipSync(parts[3]!)];
    await expect(readFile(Buffer.concat([gzip, more.subarray(0, 1000)]))).rejects.toThrow('must be valid gzip');
    await expect(readFile(Buffer.concat([gzip, Buffer.from('garbage')]))).rejects.toThrow('must be valid gzip');
  });

  it('reads a pipe that has a name', async () => {
    const pipe = join(folder, 'pipe');
    await new Promise((done) => spawn('mkfifo', [pipe]).once('close', done));
    writeFileSync(join(folder, 'piped'), whole);
    spawn('sh', ['-c', 'cat piped > pipe'], { cwd: folder });
    expect((await readAll(pipe)).equals(whole)).toBe(true);
  });
});
