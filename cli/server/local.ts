import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { CommandError } from '../errors.ts';

/** The project's folder: where wrangler.toml and the shipped models are. */
export const PROJECT = resolve(import.meta.dirname, '../..');

const START_TIMEOUT_MS = 60_000;
const POLL_MS = 100;

/** Variables of wrangler.toml that are other than there on one computer, where nobody has to be kept out. */
const HERE = { COMPRESS_ANSWERS: 'no', OPEN_INFERENCE: 'yes', RATE_LIMITED: 'no' };

/** Variables with which a server on one computer asks for tokens and limits rates, as a deployed one does. */
export const CLOSED = { OPEN_INFERENCE: 'no', RATE_LIMITED: 'yes' };

/** A Worker running in workerd on this computer, under wrangler. */
export interface LocalServer {
  url: string;
  /** Resolves with the exit code when the server ends. */
  ended: Promise<number | null>;
  stop(): Promise<void>;
}

export interface LocalServerOptions {
  port: number;
  host: string;
  /** Where the local bucket and the log are kept. */
  state: string;
  /** Where the developer tools of V8 can be reached; any free port unless it is said. */
  inspectorPort?: number;
  /** Variables of wrangler.toml that are to be other than there. */
  variables?: Record<string, string>;
}

/** Whether something listens on a port already. */
export function portIsTaken(host: string, port: number): Promise<boolean> {
  return new Promise((answer) => {
    const socket = connect({ host, port });
    socket.once('connect', () => {
      socket.destroy();
      answer(true);
    });
    socket.once('error', () => answer(false));
  });
}

function startWrangler({ port, host, state, inspectorPort, variables = {} }: LocalServerOptions): ChildProcess {
  const log = createWriteStream(join(state, 'server.log'), { flags: 'a' });
  const wrangler = join(PROJECT, 'node_modules/wrangler/bin/wrangler.js');
  const options = `--ip ${host} --port ${port} --show-interactive-dev-session=false --log-level log`.split(' ');
  const settings = Object.entries({ ...HERE, ...variables }).flatMap(([name, value]) => ['--var', `${name}:${value}`]);
  const places = ['--config', join(PROJECT, 'wrangler.toml'), '--persist-to', join(state, 'storage')];
  if (inspectorPort !== undefined) places.push('--inspector-port', String(inspectorPort));
  const child = spawn(process.execPath, [wrangler, 'dev', ...options, ...settings, ...places], {
    cwd: PROJECT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, WRANGLER_SEND_METRICS: 'false', NO_COLOR: '1', CI: 'true' },
  });
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  return child;
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/healthz`);
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

async function waitUntilUp(url: string, child: ChildProcess, state: string): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await answers(url))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      const log = await readFile(join(state, 'server.log'), 'utf8').catch(() => '');
      const last = log.trimEnd().split('\n').slice(-3).join(' | ');
      throw new CommandError(`the server did not start; ${join(state, 'server.log')} ends with: ${last}`, 4);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/**
 * Starts the service in workerd on this computer and waits until it answers. Its output goes to `server.log` in the
 * state folder. Throws a CommandError (exit 4) where the port is taken or the server does not come up.
 */
export async function startLocalServer(options: LocalServerOptions): Promise<LocalServer> {
  await mkdir(options.state, { recursive: true });
  if (await portIsTaken(options.host, options.port)) {
    throw new CommandError(`port ${options.port} is taken; choose another with --port`, 4);
  }
  const url = `http://${options.host}:${options.port}`;
  const child = startWrangler(options);
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  try {
    await waitUntilUp(url, child, options.state);
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  const stop = async (): Promise<void> => {
    child.kill('SIGINT');
    const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
    await ended;
    clearTimeout(timer);
  };
  return { url, ended, stop };
}
