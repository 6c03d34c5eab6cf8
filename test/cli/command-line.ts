import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const MAIN = resolve(import.meta.dirname, '../../cli/main.ts');

const SEEN = join(tmpdir(), `hadronedge-seen-${process.pid}-${crypto.randomUUID()}.json`);
process.on('exit', () => rmSync(SEEN, { force: true }));

export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

/**
 * Runs `hadronedge` with arguments in a folder, as a process of its own. What it remembers of aliases goes to a file of
 * this process: ports, and so addresses of services, are used again.
 */
export function hadronedge(args: string[], cwd: string, environment: Record<string, string> = {}): Promise<Finished> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [MAIN, ...args], {
      cwd,
      env: { ...process.env, HADRONEDGE_SEEN: SEEN, ...environment },
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.once('close', (code) => done({ code, stdout, stderr }));
  });
}
