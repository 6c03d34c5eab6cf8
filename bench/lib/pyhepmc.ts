import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface, type Interface } from 'node:readline';

/** HepMC3's own library in a Python beside us, which takes turns with our cases. */
export interface Pyhepmc {
  /** Milliseconds for reading the file once; Python's start is not in it. */
  pass(): Promise<number>;
  end(): void;
}

/** Starts the Python given on a file with these bytes, which must hold this many events. */
export function startPyhepmc(python: string, bytes: Uint8Array, events: number): Pyhepmc {
  const folder = mkdtempSync(join(tmpdir(), 'bench-hepmc3-'));
  const path = join(folder, 'events.hepmc3');
  writeFileSync(path, bytes);
  const script = resolve(import.meta.dirname, 'read-with-pyhepmc.py');
  const child = spawn(python, [script, path], { stdio: ['pipe', 'pipe', 'inherit'] });
  // What is written to a Python that has ended is lost; `pass` says so.
  child.stdin.on('error', () => {});
  const answers = createInterface({ input: child.stdout });
  return {
    async pass() {
      const line = nextLine(answers);
      child.stdin.write('\n');
      const [seconds, count] = (await line).split(' ').map(Number);
      if (count !== events) throw new Error(`pyhepmc read ${count} of ${events} events`);
      return seconds! * 1e3;
    },
    end() {
      child.stdin.end();
      rmSync(folder, { recursive: true });
    },
  };
}

function nextLine(lines: Interface): Promise<string> {
  return new Promise((found, failed) => {
    const ended = (): void => failed(new Error('pyhepmc ended early'));
    lines.once('close', ended);
    lines.once('line', (line) => {
      lines.off('close', ended);
      found(line);
    });
  });
}
