/**
 * Loaded before a program (`node --import`), it kills the program at one exact moment of its writing of files:
 * KILL_AT=writeFile:N, half-way through the bytes of the N-th file; KILL_AT=sync:N, when that file is whole but does not
 * have its name yet.
 */
import { open } from 'node:fs/promises';

const [point, at] = process.env['KILL_AT'].split(':');
const handle = await open(import.meta.filename);
const files = Object.getPrototypeOf(handle);
await handle.close();

const original = files[point];
let calls = 0;
files[point] = async function interrupted(content) {
  calls += 1;
  if (calls < Number(at)) return original.call(this, content);
  if (point === 'writeFile') await original.call(this, content.slice(0, content.length >> 1));
  process.kill(process.pid, 'SIGKILL');
  // nothing of the program goes on
  return new Promise(() => {});
};
