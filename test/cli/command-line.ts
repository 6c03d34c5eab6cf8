import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

const MAIN = resolve(import.meta.dirname, '../../cli/main.ts');

export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs `hadronedge` with arguments in a folder, as a process of its own. */
export function hadronedge(args: string[], cwd: string, environment: Record<string, string> = {}): Promise<Finished> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [MAIN, ...args], { cwd, env: { ...process.env, ...environment } });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.once('close', (code) => done({ code, stdout, stderr }));
  });
}
