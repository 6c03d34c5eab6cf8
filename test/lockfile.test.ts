import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');

interface Entry {
  version?: string;
  optionalDependencies?: Record<string, string>;
}

/** Packages that are named as optional for some platform but are not locked. */
function missing(packages: Record<string, Entry>): string[] {
  const locked = new Set(Object.keys(packages).map((path) => path.slice(path.lastIndexOf('node_modules/') + 13)));
  return Object.values(packages).flatMap(({ optionalDependencies = {} }) =>
    Object.keys(optionalDependencies).filter((name) => !locked.has(name)),
  );
}

it.each(['package-lock.json', 'bench/package-lock.json'])('%s locks the packages of every platform', (file) => {
  const { packages } = JSON.parse(readFileSync(join(root, file), 'utf8'));
  expect(missing(packages)).toEqual([]);
  expect(missing({ 'node_modules/a': { optionalDependencies: { b: '1.0.0' } } })).toEqual(['b']);
});

it('dependencies have exact versions', () => {
  const { dependencies, optionalDependencies, devDependencies } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  const versions: string[] = Object.values({ ...dependencies, ...optionalDependencies, ...devDependencies });
  expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});
