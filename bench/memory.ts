/**
 * Peak resident memory of `hadronedge inspect` on long files: `node bench/memory.ts [gigabytes] [form …]`.
 * Writes a file of simulated events, repeated, in each form, inspects it in a process of its own and removes it; prints
 * the peak that the kernel counts (VmHWM, Linux), beside that of a file of a hundredth of the size.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Form, writerOf } from '../formats/write.ts';
import { TRUTHS } from '../physics/hadronization/parameters.ts';
import { eventSetOf, simulateDecays } from '../physics/hadronization/simulate.ts';
import { seedOf } from '../physics/random/stream.ts';

const MAIN = resolve(import.meta.dirname, '../cli/main.ts');
const gigabytes = Number(process.argv[2] ?? 2);
const forms = (
  process.argv.length > 3 ? process.argv.slice(3) : ['hepmc3', 'dat', 'ndjson', 'json', 'arrow', 'parquet']
) as Form[];
const EXTENSIONS: Partial<Record<Form, string>> = { hepmc3: 'hepmc3', 'dat-history': 'dat' };
const events = eventSetOf(simulateDecays(TRUTHS.nominal, seedOf(1), 0, 5000));
const folder = mkdtempSync(join(tmpdir(), 'hadronedge-memory-'));

/** Writes the events again and again until the file has the size. */
async function write(form: Form, file: string, bytes: number): Promise<void> {
  const writer = writerOf('events', form);
  if (!writer) throw new Error(`${form} cannot hold events`);
  const output = await open(file, 'w');
  const put = async (parts: Iterable<Uint8Array>): Promise<number> => {
    let put = 0;
    for (const part of parts) {
      await output.writeFile(part);
      put += part.length;
    }
    return put;
  };
  let written = 0;
  while (written < bytes) written += await put(writer.write(events));
  await put(writer.end());
  await output.close();
}

interface Run {
  peak: number;
  seconds: number;
  events: number;
}

/** Runs the command and follows its peak memory. */
function inspect(file: string): Promise<Run> {
  const start = performance.now();
  const child = spawn(process.execPath, [MAIN, 'inspect', file], { stdio: ['ignore', 'pipe', 'ignore'] });
  let [peak, output] = [0, ''];
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const timer = setInterval(() => {
    try {
      peak = Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? peak);
    } catch {
      // It has ended.
    }
  }, 20);
  return new Promise((done, fail) => {
    child.once('close', (code) => {
      clearInterval(timer);
      if (code !== 0) {
        fail(new Error(`inspect ended with ${code}: ${output}`));
        return;
      }
      const found = Number(/^events\s+(\d+)/m.exec(output)?.[1]);
      done({ peak: peak / 1024, seconds: (performance.now() - start) / 1000, events: found });
    });
  });
}

try {
  console.log(
    `${'form'.padEnd(14)} ${'bytes'.padStart(12)} ${'events'.padStart(9)} ${'peak'.padStart(8)}  peak of 1/100`,
  );
  for (const form of forms) {
    const file = join(folder, `events.${EXTENSIONS[form] ?? form.replace(/-.*/, '')}`);
    await write(form, file, gigabytes * 1e7);
    const small = await inspect(file);
    await write(form, file, gigabytes * 1e9);
    const { size } = statSync(file);
    const { peak, events: found } = await inspect(file);
    console.log(
      `${form.padEnd(14)} ${String(size).padStart(12)} ${String(found).padStart(9)} ${`${peak.toFixed(0)} MiB`.padStart(8)}  ${small.peak.toFixed(0)} MiB`,
    );
    rmSync(file);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
