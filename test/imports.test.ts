import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');

/** What each layer may import besides itself (DESIGN section 3). */
const allowed: Record<string, string[]> = {
  physics: [],
  formats: ['physics'],
  models: ['physics', 'formats'],
  functions: ['physics', 'formats', 'models'],
  trainer: ['physics', 'formats', 'models'],
  client: ['physics', 'formats', 'models'],
  cli: ['physics', 'formats', 'models', 'trainer', 'client'],
};

/** Packages that belong to one layer only. */
const owners: Record<string, string[]> = {
  'onnxruntime-web': ['functions/inference', 'trainer'],
  hono: ['functions'],
  '@hono/zod-openapi': ['functions'],
  '@tensorflow/tfjs': ['trainer'],
  aws4fetch: ['trainer'],
  echarts: ['trainer/report'],
  citty: ['cli'],
};

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|mjs)$/.test(name) && !name.endsWith('.d.ts') && !name.includes('node_modules'))
    .map((name) => join(folder, name));
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const pattern =
    /^\s*(?:import|export)\s[^'"`;]*?from\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm;
  return [...text.matchAll(pattern)].map((match) => match[1] ?? match[2] ?? match[3]!);
}

const isRelative = (name: string): boolean => name.startsWith('.');
const target = (file: string, name: string): string => relative(root, resolve(root, dirname(file), name));

/** Breaches of the layering in one file. */
function breaches(file: string, imports: string[]): string[] {
  const layer = file.split('/')[0]!;
  const found: string[] = [];
  for (const name of imports) {
    if (isRelative(name)) {
      const other = target(file, name).split('/')[0]!;
      if (other !== layer && !allowed[layer]!.includes(other)) found.push(`${file} imports ${target(file, name)}`);
      continue;
    }
    if (layer === 'physics') found.push(`${file} imports ${name}: physics imports nothing outside itself`);
    if (layer === 'formats' && name.startsWith('node:'))
      found.push(`${file} imports ${name}: formats know no platform`);
    const owner = Object.entries(owners).find(([owned]) => name === owned || name.startsWith(`${owned}/`));
    if (owner && !owner[1].some((place) => file.startsWith(`${place}/`))) found.push(`${file} imports ${name}`);
  }
  return found;
}

/** The first import cycle, as a path, or null. */
function findCycle(graph: Map<string, string[]>): string[] | null {
  const state = new Map<string, 'open' | 'done'>();
  const visit = (node: string, path: string[]): string[] | null => {
    if (state.get(node) === 'done') return null;
    if (state.get(node) === 'open') return [...path.slice(path.indexOf(node)), node];
    state.set(node, 'open');
    for (const next of graph.get(node) ?? []) {
      const cycle = visit(next, [...path, node]);
      if (cycle) return cycle;
    }
    state.set(node, 'done');
    return null;
  };
  for (const node of graph.keys()) {
    const cycle = visit(node, []);
    if (cycle) return cycle;
  }
  return null;
}

describe('imports', () => {
  const files = Object.keys(allowed).flatMap(sources);
  const imports = new Map(files.map((file) => [file, importsOf(file)]));

  it('flow one way between the layers', () => {
    expect(files.length).toBeGreaterThan(5);
    expect([...imports].flatMap(([file, names]) => breaches(file, names))).toEqual([]);
  });

  it('have no cycle', () => {
    const graph = new Map(
      [...imports].map(([file, names]) => [file, names.filter(isRelative).map((name) => target(file, name))]),
    );
    expect(findCycle(graph)).toBeNull();
  });

  it('are checked by a test that can fail', () => {
    expect(breaches('physics/a.ts', ['../formats/b.ts'])).toHaveLength(1);
    expect(breaches('functions/a.ts', ['../trainer/b.ts'])).toHaveLength(1);
    expect(breaches('cli/a.ts', ['onnxruntime-web/wasm'])).toHaveLength(1);
    expect(
      findCycle(
        new Map([
          ['a', ['b']],
          ['b', ['a']],
        ]),
      ),
    ).toEqual(['a', 'b', 'a']);
  });
});
