import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { LIMITS } from '../../functions/limits.ts';
import type { Manifest } from '../../models/contract/manifest.ts';
import { METADATA } from '../../models/contract/tensors.ts';
import { RegistryError } from '../../models/registry/error.ts';
import { GATE_CODES, GATE_RULES, SMOKE_CODES } from '../../models/registry/gate/fault.ts';
import { checkGate } from '../../models/registry/gate/gate.ts';
import { GATE_LIMITS } from '../../models/registry/gate/limits.ts';
import { OPERATORS } from '../../models/registry/gate/operators.ts';
import { compareReferenceRun } from '../../models/registry/gate/reference-run.ts';
import { DOMAIN, randomStream, seedOf } from '../../physics/random/stream.ts';
import { GraphBuilder } from '../../trainer/export/graph-builder.ts';
import { HOSTILE_FILES, TRUNCATED_MODELS } from '../attacks/hostile-files.ts';
import { HOSTILE_MODELS } from '../attacks/hostile-models.ts';
import {
  GENERATOR_INPUTS,
  GENERATOR_OUTPUT,
  generatorBytes,
  generatorRelease,
  scorerBytes,
  scorerRelease,
} from './release-fixture.ts';

const HOSTILE = [...HOSTILE_FILES, ...HOSTILE_MODELS];

let generator: Manifest;
let scorer: Manifest;
beforeAll(async () => {
  generator = (await generatorRelease()).manifest;
  scorer = (await scorerRelease()).manifest;
});

/** The code a file is refused with, or 'passed'. */
function codeOf(bytes: Uint8Array, manifest = generator): string {
  try {
    checkGate(bytes, manifest);
    return 'passed';
  } catch (error) {
    if (!(error instanceof RegistryError) || error.reason !== 'gate') throw error;
    return error.code ?? 'no code';
  }
}

const metadata = (name: string, version: string) => ({ [METADATA.name]: name, [METADATA.version]: version });

describe('docs/gate.md', () => {
  it('lists every code with its rule', () => {
    const text = readFileSync(resolve(import.meta.dirname, '../../docs/gate.md'), 'utf8');
    const rows = [...text.matchAll(/^\| `([\w-]+)` \| (.+) \|$/gm)].map((row) => [row[1], row[2]]);
    expect(rows).toEqual(Object.entries(GATE_RULES));
  });

  it('lists every operator', () => {
    const text = readFileSync(resolve(import.meta.dirname, '../../docs/gate.md'), 'utf8');
    const listed = /## Operators\n\n`([^`]+)`/.exec(text)![1]!.split(/\s+/);
    expect(listed.sort()).toEqual([...OPERATORS.keys()].sort());
  });
});

describe('checkGate', () => {
  it('lets plain generators and scorers pass, up to 256 wide', () => {
    for (const width of [1, 8, 256]) {
      expect(codeOf(generatorBytes(width))).toBe('passed');
      expect(codeOf(scorerBytes(width), scorer)).toBe('passed');
    }
  });

  it('says what the largest chunk costs', () => {
    const width = 256;
    const rows = GATE_LIMITS.rows.n;
    // Alive at the peak: a layer before and after its LeakyRelu; condition and noise are gone once Concat has read them.
    const { activation, operations } = checkGate(generatorBytes(width), generator);
    expect(activation).toBe(4 * rows * 2 * width);
    // Products 14 x width and width x 2, one for each element of Concat, LeakyRelu and Tanh.
    expect(operations).toBe(rows * (2 * 14 * width + 2 * width * 2 + 14 + width + 2));
  });

  it.each(HOSTILE)('refuses $what ($code)', ({ bytes, code }) => {
    expect(codeOf(bytes)).toBe(code);
  });

  it.each(HOSTILE)('refuses $what in less than 50 ms', ({ bytes }) => {
    // The least of three: what is asked is the gate's own time, not that of whatever else this machine does.
    const times = [0, 1, 2].map(() => {
      const start = performance.now();
      codeOf(bytes);
      return performance.now() - start;
    });
    expect(Math.min(...times)).toBeLessThan(50);
  });

  it('refuses a file cut anywhere', () => {
    for (const bytes of TRUNCATED_MODELS) expect(codeOf(bytes)).not.toBe('passed');
  });

  it('refuses random bytes, and good files with random damage, without any other error', () => {
    const stream = randomStream(seedOf(11), DOMAIN.initialization, 0);
    for (let i = 0; i < 300; i++) {
      const random = Uint8Array.from({ length: 1 + Math.floor(stream.uniform() * 200) }, () => stream.uniform() * 256);
      expect(codeOf(random)).not.toBe('passed');
    }
    const good = generatorBytes();
    const codes = new Set<string>();
    for (let i = 0; i < 2000; i++) {
      const damaged = good.slice();
      damaged[Math.floor(stream.uniform() * damaged.length)] = stream.uniform() * 256;
      codes.add(codeOf(damaged));
    }
    // A changed weight is still a model: that one is for the digest and the smoke run to find.
    for (const code of codes) expect(['passed', ...GATE_CODES]).toContain(code);
    expect(codes.size).toBeGreaterThan(5);
  });

  it('refuses a scorer under a generator manifest and the reverse', () => {
    expect(codeOf(scorerBytes(), generator)).toBe('tensor-count');
    expect(codeOf(generatorBytes(), scorer)).toBe('tensor-count');
  });

  it('refuses a manifest whose tensors are not those of its kind', () => {
    const other = structuredClone(generator);
    other.tensors.outputs[0]!.name = 'angle';
    expect(codeOf(generatorBytes(), other)).toBe('manifest-tensors');
  });

  it('reads name and version in the metadata where they are given', () => {
    expect(codeOf(generatorBytes(8, metadata('gen', '1.0.0')))).toBe('passed');
    expect(codeOf(generatorBytes(8, metadata('gen', '1.0.1')))).toBe('metadata-mismatch');
  });

  it('covers every chunk that the service runs', () => {
    expect(LIMITS.generator_rows).toBeLessThanOrEqual(GATE_LIMITS.rows.n);
    expect(LIMITS.scorer_hadrons).toBeLessThanOrEqual(Math.min(GATE_LIMITS.rows.N, GATE_LIMITS.rows.B));
    expect(LIMITS.model_bytes).toBeGreaterThanOrEqual(GATE_LIMITS.model_bytes);
  });

  it('has a test for every code', () => {
    const tested = new Set<string>([...HOSTILE.map(({ code }) => code), 'manifest-tensors', ...SMOKE_CODES]);
    expect(GATE_CODES.filter((code) => !tested.has(code))).toEqual([]);
  });
});

/** A generator whose input x [n, 14] goes through a few nodes that must end as angles [n, 2]. */
function through(build: (graph: GraphBuilder) => void): string {
  const graph = new GraphBuilder();
  graph.node('Concat', ['condition', 'noise'], 'x', { axis: { int: -1 } });
  build(graph);
  return codeOf(graph.build('g', GENERATOR_INPUTS, GENERATOR_OUTPUT, {}));
}
const int64 = (graph: GraphBuilder, name: string, values: number[]) =>
  graph.constant(name, 'int64', [values.length], values);

describe('shape rules', () => {
  it('follow rows through moves of elements', () => {
    const moves = through((graph) => {
      int64(graph, 'shape', [-1, 7, 2]);
      int64(graph, 'middle', [1]);
      int64(graph, 'last', [2]);
      int64(graph, 'from', [-1]);
      int64(graph, 'to', [2 ** 62]);
      graph.node('Reshape', ['x', 'shape'], 'a');
      graph.node('Slice', ['a', 'from', 'to', 'middle'], 'b');
      graph.node('Squeeze', ['b', 'middle'], 'c');
      graph.node('Unsqueeze', ['c', 'last'], 'd');
      graph.node('Squeeze', ['d', 'last'], 'e');
      graph.node('Identity', ['e'], 'angles');
    });
    expect(moves).toBe('passed');
  });

  it('follow rows through reductions, gathers, scatters and broadcasts', () => {
    const passes = through((graph) => {
      int64(graph, 'axes', [1]);
      int64(graph, 'columns', [0, 3]);
      graph.constant('low', 'float32', [], [-1]);
      graph.constant('high', 'float32', [], [1]);
      graph.node('ReduceSum', ['x', 'axes'], 'sum', { keepdims: { int: 1 } });
      graph.node('Gather', ['x', 'columns'], 'two', { axis: { int: 1 } });
      graph.node('Div', ['two', 'sum'], 'ratio');
      graph.node('Softmax', ['ratio'], 'soft', { axis: { int: 1 } });
      graph.node('Clip', ['soft', 'low', 'high'], 'angles');
    });
    expect(passes).toBe('passed');
  });

  const wrong: [string, (graph: GraphBuilder) => void][] = [
    ['a product of unlike sizes', (g) => g.node('MatMul', ['condition', 'noise'], 'angles')],
    ['a sum of unlike sizes', (g) => g.node('Add', ['condition', 'noise'], 'angles')],
    ['arithmetic on integers', (g) => g.node('Add', [int64(g, 'i', [1]), 'i'], 'angles')],
    ['an axis outside the rank', (g) => g.node('Concat', ['condition', 'noise'], 'angles', { axis: { int: 2 } })],
    ['a concatenation without an axis', (g) => g.node('Concat', ['condition', 'noise'], 'angles')],
    ['a squeeze of a wide axis', (g) => g.node('Squeeze', ['x', int64(g, 'i', [1])], 'angles')],
    ['a reshape that loses elements', (g) => g.node('Reshape', ['x', int64(g, 'i', [-1, 4])], 'angles')],
    ['an empty slice', (g) => g.node('Slice', ['x', int64(g, 'i', [1]), 'i', 'i'], 'angles')],
    ['a gather by floats', (g) => g.node('Gather', ['x', 'noise'], 'angles')],
  ];
  it.each(wrong)('refuse %s', (_, build) => {
    expect(through(build)).toBe('shape');
  });

  it('do not fix the output to the chunk', () => {
    expect(
      through((graph) => {
        int64(graph, 'axes', [0]);
        graph.node('ReduceSum', ['x', 'axes'], 'sum', { keepdims: { int: 1 } });
        int64(graph, 'from', [0]);
        int64(graph, 'to', [2]);
        int64(graph, 'axis', [1]);
        graph.node('Slice', ['sum', 'from', 'to', 'axis'], 'angles');
      }),
    ).toBe('output-shape');
  });
});

describe('compareReferenceRun', () => {
  const expected = { inputs: {}, outputs: { y: { shape: [2], data: [1, -2] } }, tolerance: 1e-5 };
  const run = (data: number[], shape = [data.length]) => compareReferenceRun(expected, { y: { shape, data } });

  it('accepts what is within the tolerance', () => {
    expect(run([1, -2])).toBeNull();
    expect(run([1 + 0.9e-5, -2 - 0.9e-5])).toBeNull();
  });

  it('says what differs', () => {
    expect(run([1, -2 + 1.1e-5])).toMatch(/element 1/);
    expect(run([Number.NaN, -2])).toMatch(/not finite at element 0/);
    expect(run([1, Number.POSITIVE_INFINITY])).toMatch(/not finite/);
    expect(run([1])).toMatch(/shape/);
    expect(run([1, -2], [1, 2])).toMatch(/shape/);
    expect(compareReferenceRun(expected, {})).toMatch(/missing/);
    expect(compareReferenceRun({ ...expected, outputs: {} }, {})).toMatch(/no outputs/);
  });
});
