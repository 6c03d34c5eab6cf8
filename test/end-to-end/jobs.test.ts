import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishShipped } from '../../cli/server/shipped.ts';
import { LargeSetsClient } from '../../client/large-sets.ts';
import { writerOf } from '../../formats/write.ts';
import { sha256Digest } from '../../models/contract/digest.ts';
import type { JobDocument } from '../../models/contract/jobs.ts';
import { TRUTHS } from '../../physics/hadronization/parameters.ts';
import { eventSetOf, simulateDecays } from '../../physics/hadronization/simulate.ts';
import { seedOf } from '../../physics/random/stream.ts';
import { hadronedge } from '../cli/command-line.ts';
import { LocalService } from './local-service.ts';

/** A file of some 25 MB as a job of the local server: through the command line, over a restart, beside one request each. */

const MAIN = resolve(import.meta.dirname, '../../cli/main.ts');
const REPEATS = 5;
const MODEL = 'score-nominal-kinmin';
let service: LocalService;
let folder: string;
let text: Buffer<ArrayBuffer>;

beforeAll(async () => {
  service = await LocalService.start();
  await publishShipped(service.url);
  folder = await mkdtemp(join(tmpdir(), 'hadronedge-jobs-'));
  const writer = writerOf('events', 'hepmc3')!;
  const parts: Uint8Array[] = [];
  for (let n = 0; n < REPEATS; n++) {
    parts.push(...writer.write(eventSetOf(simulateDecays(TRUTHS.nominal, seedOf(17), 4000 * n, 4000))));
  }
  text = Buffer.concat([...parts, ...writer.end()]);
  await writeFile(join(folder, 'large.hepmc3'), text);
  await writeFile(join(folder, 'large.hepmc3.gz'), gzipSync(text, { level: 1 }));
}, 120_000);
afterAll(async () => {
  await service?.end();
  await rm(folder, { recursive: true, force: true });
});

const run = (...args: string[]) => hadronedge([...args, '--url', service.url], folder);

async function upload(client: LargeSetsClient, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = await sha256Digest(bytes);
  const { part_bytes, parts } = await client.beginUpload(digest, bytes.length, 'hepmc3');
  for (let n = 0; n < parts; n++) await client.putPart(digest, n, bytes.slice(n * part_bytes, (n + 1) * part_bytes));
  return (await client.completeUpload(digest)).id;
}

describe('a large file', () => {
  it('goes on after a restart in the middle of its job, and gives what requests give', async () => {
    const before = new LargeSetsClient(service.url);
    const source = await upload(before, new Uint8Array(text));
    const histogram = { bins: 20, range: [0, 1] satisfies [number, number] };
    const begun = await before.startJob({ source, model: MODEL, histogram });
    let middle: JobDocument = begun;
    for await (middle of before.follow(begun.id, 20)) if (middle.shards.done > 0) break;
    expect(middle.state).toBe('running');
    await service.restart();
    // The command finds its bytes stored and its job begun.
    const job = await run('score', 'large.hepmc3', '--job', '-o', 'job.json');
    expect(job).toMatchObject({ code: 0 });
    const client = new LargeSetsClient(service.url);
    const after = await client.job(begun.id);
    expect(after).toMatchObject({ state: 'done', progress: 1, created: begun.created });
    expect(after.events).toEqual({ done: 4000 * REPEATS, total: 4000 * REPEATS });
    const requests = await run('score', 'large.hepmc3', '--no-job', '-o', 'requests.json');
    expect(requests).toMatchObject({ code: 0, stdout: job.stdout });
    const [one, other] = await Promise.all(
      ['job.json', 'requests.json'].map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8'))),
    );
    expect(one.summary).toEqual(other.summary);
    expect(one.events).toEqual(other.events);
    const shown = await run('jobs', begun.id);
    expect(shown.stdout).toMatch(/state +done/);
    expect(shown.stdout).toContain('score');
  }, 180_000);

  it('is scored from gzip to the same numbers, and cancelled', async () => {
    const gz = await run('score', 'large.hepmc3.gz', '--job', '-o', 'gzip.ndjson');
    expect(gz).toMatchObject({ code: 0 });
    const rows = (await readFile(join(folder, 'gzip.ndjson'), 'utf8')).trimEnd().split('\n');
    const { events } = JSON.parse(await readFile(join(folder, 'job.json'), 'utf8'));
    expect(rows.slice(0, -1).map((row) => JSON.parse(row).logit)).toEqual(events.logit);
    const again = await run('score', 'large.hepmc3.gz', '--job', '--bins', '7');
    const [, id] = /jobs ([0-9a-f]{32})/.exec(again.stderr) ?? [];
    expect(id).toBeDefined();
    expect((await run('jobs', id!, '--cancel')).stdout).toMatch(/state +cancelled/);
    expect(await run('jobs', id!, '-o', 'x.ndjson')).toMatchObject({ code: 4 });
    expect(await run('jobs', 'x')).toMatchObject({ code: 2 });
    expect(await run('jobs', '0'.repeat(32))).toMatchObject({ code: 3 });
    expect(await run('score', '-', '--job')).toMatchObject({ code: 2 });
  }, 180_000);
});

/** Starts the command and gives a means to interrupt it when it has said something. */
function interrupted(words: string, ...args: string[]): Promise<{ code: number | null; stderr: string }> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [MAIN, ...args, '--url', service.url], { cwd: folder });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      const before = stderr.includes(words);
      stderr += chunk.toString();
      if (!before && stderr.includes(words)) child.kill('SIGINT');
    });
    child.once('close', (code) => done({ code, stderr }));
  });
}

describe('Ctrl-C', () => {
  it('leaves the job running, and the same command goes on with it', async () => {
    const command = ['score', 'large.hepmc3', '--job', '--bins', '11'];
    const first = await interrupted('job: hadronedge jobs', ...command);
    expect(first.code).toBe(130);
    const [, id] = /job: hadronedge jobs ([0-9a-f]{32})/.exec(first.stderr)!;
    expect(first.stderr).toContain(
      `the job goes on; the same command follows it again, and so does: hadronedge jobs ${id}`,
    );
    const again = await run(...command);
    expect(again).toMatchObject({ code: 0 });
    expect(again.stderr).toContain(`job: hadronedge jobs ${id}`);
    expect(again.stdout).toMatch(/events +20000/);
  }, 120_000);
});
