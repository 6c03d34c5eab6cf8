import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const known = new Map<string, string | null>();

/**
 * The Python that has all of these packages, for tests against the programs that physicists use
 * (`requirements.txt` here): the one that HADRONEDGE_PYTHON names, else `.venv/bin/python` of the project. Null where
 * there is none, so that a test can be skipped; but throws where HADRONEDGE_PYTHON is set and the packages are not
 * there, because then the test was wanted.
 */
export function pythonWith(...packages: string[]): string | null {
  const key = packages.join(' ');
  const found = known.get(key);
  if (found !== undefined) return found;
  const python = findPython(packages);
  known.set(key, python);
  return python;
}

function findPython(packages: string[]): string | null {
  const wanted = process.env['HADRONEDGE_PYTHON'];
  const path = wanted ? wanted : resolve(root, '.venv/bin/python');
  if (!wanted && !existsSync(path)) return null;
  const { status, stderr, error } = spawnSync(path, ['-c', importsOf(packages)], { encoding: 'utf8' });
  if (status === 0) return path;
  if (!wanted) return null;
  throw new Error(`HADRONEDGE_PYTHON (${wanted}) cannot import ${packages.join(', ')}: ${error?.message ?? stderr}`);
}

const importsOf = (packages: string[]): string => packages.map((name) => `import ${name}`).join('\n');
