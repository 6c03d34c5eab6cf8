import { readdirSync, readFileSync } from 'node:fs';

/** What `/proc/<pid>/stat` says behind the name, which may hold anything: state, parent, … (proc(5)). */
function parentOf(pid: string): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]);
}

const isNumber = (name: string): boolean => /^\d+$/.test(name);

/** Processes whose parents lead to this one, with those that they have started. */
function descendants(): string[] {
  const parents = new Map<number, number>();
  for (const pid of readdirSync('/proc').filter(isNumber)) {
    try {
      parents.set(Number(pid), parentOf(pid));
    } catch {
      // It has ended meanwhile.
    }
  }
  const ours = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && (parent === process.pid || ours(parent));
  };
  return [...parents.keys()].filter(ours).map(String);
}

/** Nanoseconds that all threads of a process ran, as its scheduler counts them; 0 where it is another program. */
function nanosecondsOf(pid: string, program: string): number {
  try {
    if (readFileSync(`/proc/${pid}/comm`, 'utf8').trim() !== program) return 0;
    const spent = readdirSync(`/proc/${pid}/task`).map((thread) =>
      Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]),
    );
    return spent.reduce((sum, time) => sum + time, 0);
  } catch {
    return 0;
  }
}

/**
 * Seconds of the processor that the local server's workerd has used so far, all threads together: unlike the time on the clock it
 * hardly changes when other programs take the cores. Not a number where there is no Linux to ask.
 */
export function workerdSeconds(): number {
  if (process.platform !== 'linux') return Number.NaN;
  return descendants().reduce((sum, pid) => sum + nanosecondsOf(pid, 'workerd'), 0) / 1e9;
}

/** Seconds of the processor that this process has used so far. */
export function ownSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
