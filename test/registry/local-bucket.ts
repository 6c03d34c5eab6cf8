import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { localTarget, type S3Target } from '../../trainer/publish/target.ts';

const ROOT = resolve(import.meta.dirname, '../..');

export interface LocalBucket {
  url: string;
  target: S3Target;
  stop(): Promise<void>;
}

/** The project's bucket configuration around an empty Worker, so that only the bucket is under test. */
async function writeProject(folder: string): Promise<void> {
  const toml = await readFile(join(ROOT, 'wrangler.toml'), 'utf8');
  const bucket = /\[\[r2_buckets\]\][\s\S]*?(?=\n\[\[(?!r2_buckets)|\n\[(?!r2_buckets|\[)|$)/.exec(toml)?.[0];
  if (!bucket) throw new Error('wrangler.toml has no [[r2_buckets]]');
  await writeFile(join(folder, 'worker.js'), "export default { fetch: () => new Response('up') };\n");
  await writeFile(
    join(folder, 'wrangler.toml'),
    `name = "bucket"\nmain = "worker.js"\ncompatibility_date = "2026-10-01"\n\n${bucket}\n`,
  );
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => found(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

async function waitUntilUp(url: string, ended: () => boolean, log: () => string): Promise<void> {
  const deadline = Date.now() + 40_000;
  for (;;) {
    const up = await fetch(url).then(
      async (response) => (await response.text()) === 'up',
      () => false,
    );
    if (up) return;
    if (ended() || Date.now() > deadline) throw new Error(`the local bucket did not start: ${log().slice(-2000)}`);
    await new Promise((again) => setTimeout(again, 100));
  }
}

/** Starts wrangler's local R2 with its S3 endpoint on a free port; everything it writes goes to a temporary folder. */
export async function startLocalBucket(): Promise<LocalBucket> {
  const folder = await mkdtemp(join(tmpdir(), 'hadronedge-bucket-'));
  await writeProject(folder);
  const port = await freePort();
  const wrangler = join(ROOT, 'node_modules/wrangler/bin/wrangler.js');
  const options = `dev --ip 127.0.0.1 --port ${port} --inspector-port 0 --show-interactive-dev-session=false`.split(
    ' ',
  );
  const child = spawn(process.execPath, [wrangler, ...options, '--persist-to', join(folder, 'storage')], {
    cwd: folder,
    detached: true,
    env: { ...process.env, WRANGLER_SEND_METRICS: 'false', NO_COLOR: '1', CI: 'true' },
  });
  let log = '';
  child.stdout.on('data', (chunk: Buffer) => (log += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const stop = async (): Promise<void> => {
    child.kill('SIGINT');
    const timer = setTimeout(() => process.kill(-child.pid!, 'SIGKILL'), 5000);
    await ended;
    clearTimeout(timer);
    await rm(folder, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}`;
  try {
    await waitUntilUp(
      url,
      () => child.exitCode !== null,
      () => log,
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, target: localTarget(url), stop };
}
