import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ArrowClusterReader, ArrowEventReader } from '../../formats/arrow/reader.ts';
import {
  arrowClusterWriter,
  arrowDecayWriter,
  arrowEventWriter,
  arrowTableWriter,
} from '../../formats/arrow/writers.ts';
import { readParquetEvents } from '../../formats/parquet/readers.ts';
import { parquetClusterWriter, parquetDecayWriter, parquetEventWriter } from '../../formats/parquet/writers.ts';
import type { Writer } from '../../formats/writer.ts';
import type { DecaySet, EventSet } from '../../physics/columns.ts';
import { philox4x32 } from '../../physics/random/philox.ts';
import { pythonWith } from '../python/python.ts';
import { exact, read } from './support.ts';
import { bytesOf, collect, fileOf } from './tables.ts';

/** Against the libraries that physicists read and write these files with. Versions: test/python/requirements.txt. */
const python = pythonWith('pyarrow', 'awkward', 'vector', 'numpy');
const folder = python ? mkdtempSync(join(tmpdir(), 'hadronedge-tables-')) : '';
afterAll(() => folder && rmSync(folder, { recursive: true }));

function run(code: string): string {
  const { status, stdout, stderr } = spawnSync(python!, ['-c', code], { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

/** Doubles of any exponent, and some that are special: -0, subnormal, huge. */
function doubles(count: number, stream: number): Float64Array {
  const block = new Uint32Array(4);
  const special = [-0, 0, 5e-324, -1e308, 1.7976931348623157e308, 1 / 3];
  return Float64Array.from({ length: count }, (_, i) => {
    philox4x32(block, i, stream, 0, 0, 7, 8);
    if (block[2]! % 16 === 0) return special[block[3]! % special.length]!;
    return (block[0]! / 2 ** 31 - 1) * 10 ** ((block[1]! % 40) - 20);
  });
}

const N = 6000;
const EVENTS = 1000;
const events: EventSet = {
  offsets: Uint32Array.from({ length: EVENTS + 1 }, (_, e) => 3 * e + (e % 2 === 0 ? 3 * e : 3 * e - 3)),
  px: doubles(N, 1),
  py: doubles(N, 2),
  pz: doubles(N, 3),
  E: doubles(N, 4),
  pdg_id: Int32Array.from({ length: N }, (_, i) => [211, -211, 111, 2 ** 31 - 1, -(2 ** 31)][i % 5]!),
  weight: doubles(EVENTS, 5),
};
const half = { px: doubles(N / 2, 6), py: doubles(N / 2, 7), pz: doubles(N / 2, 8), E: doubles(N / 2, 9) };
const { weight: _, offsets, ...hadrons } = events;
const decays: DecaySet = { offsets: offsets.map((offset) => offset / 2), clusters: half, hadrons };

const write = <T>(name: string, writer: Writer<T>, set: T): void =>
  writeFileSync(join(folder, name), bytesOf([...writer.write(set), ...writer.end()]));

/** Python that prints whether the columns of a flattened awkward array have the bits of the files beside it. */
function writeBits(name: string, columns: object): void {
  for (const [column, values] of Object.entries(columns)) {
    if (ArrayBuffer.isView(values)) {
      writeFileSync(
        join(folder, `${name}.${column}`),
        new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
      );
    }
  }
}
const SAME = `
import awkward as ak, numpy as np, pyarrow as pa, pyarrow.parquet as pq, vector
def same(array, name, kind=np.float64):
    return ak.to_numpy(ak.flatten(array, axis=None)).astype(kind).tobytes() == open(name, 'rb').read()
def momenta(array, name):
    return [same(array[k], f'{name}.{k}') for k in ('px', 'py', 'pz', 'E')]
`;

describe.skipIf(!python)('pyarrow and awkward', () => {
  it('read the events that are written, bit by bit', () => {
    write('events.arrows', arrowEventWriter({ summary: '{}' }), events);
    write('events.parquet', parquetEventWriter({ summary: '{}' }), events);
    writeBits('events', { ...events, ends: events.offsets.slice(1) });
    const told = run(`${SAME}
for table in (pa.ipc.open_stream('events.arrows').read_all(), pq.read_table('events.parquet')):
    table.validate(full=True)
    array = ak.from_arrow(table)
    print(momenta(array.particles, 'events'), same(array.particles.pdg_id, 'events.pdg_id', np.int32),
          same(array.weight, 'events.weight'), same(np.cumsum(ak.num(array.particles)), 'events.ends', np.uint32),
          table.schema.metadata[b'summary'], ak.from_parquet('events.parquet').weight.tolist() == array.weight.tolist())
`).trim();
    expect(told.split('\n')).toEqual(Array(2).fill("[True, True, True, True] True True True b'{}' True"));
  });

  it('read the clusters and decays that are written', () => {
    for (const [kind, clusters, both] of [
      ['arrows', arrowClusterWriter(), arrowDecayWriter()],
      ['parquet', parquetClusterWriter(), parquetDecayWriter()],
    ] as const) {
      const flags = Uint8Array.from({ length: N / 2 }, (_, i) => i % 2);
      const event = Uint32Array.from({ length: N / 2 }, (_, i) => i + 2 ** 31);
      write(`clusters.${kind}`, clusters, { ...half, from_fission: flags, event });
      write(`decays.${kind}`, both, decays);
      writeBits('clusters', { ...half, from_fission: flags, event });
    }
    const told = run(`${SAME}
read = {'arrows': lambda name: pa.ipc.open_stream(name).read_all(), 'parquet': pq.read_table}
for kind in read:
    clusters = ak.from_arrow(read[kind](f'clusters.{kind}'))
    decays = ak.from_arrow(read[kind](f'decays.{kind}'))
    print(momenta(clusters, 'clusters'), same(clusters.from_fission, 'clusters.from_fission', np.uint8),
          same(clusters.event, 'clusters.event', np.uint32), momenta(decays.clusters, 'clusters'),
          momenta(decays.particles, 'events'), ak.all(ak.num(decays.particles) == 2 * ak.num(decays.clusters)))
`);
    const all = '[True, True, True, True]';
    expect(told.trim().split('\n')).toEqual(Array(2).fill(`${all} True True ${all} ${all} True`));
  });

  it('read four-momenta that vector computes with', () => {
    const told = run(`${SAME}
vector.register_awkward()
array = ak.from_arrow(pa.ipc.open_stream('events.arrows').read_all())
particles = ak.with_name(array.particles, 'Momentum4D')
print(ak.all(particles.px == array.particles.px), particles.pt.ndim, particles.E.ndim)
`);
    expect(told.trim()).toBe('True 2 2');
  });

  it('write events that are read bit by bit, with random types, encodings and pieces', async () => {
    run(`${SAME}
rng = np.random.default_rng(20261124)
offsets = np.concatenate([[0], np.fromfile('events.ends', np.uint32)]).astype(np.int64)
columns = {k: np.fromfile(f'events.{k}') for k in ('px', 'py', 'pz', 'E')}
columns['pdg_id'] = np.fromfile('events.pdg_id', np.int32)
weight = np.fromfile('events.weight')
for i in range(40):
    names = list(rng.permutation(list(columns)))
    nullable = bool(rng.integers(2))
    fields = [pa.field(k, pa.int64() if k == 'pdg_id' and i % 3 == 0 else pa.from_numpy_dtype(columns[k].dtype), nullable) for k in names]
    struct = pa.StructArray.from_arrays([pa.array(columns[f.name], f.type) for f in fields], fields=fields)
    lists = (pa.ListArray if i % 2 else pa.LargeListArray).from_arrays(pa.array(offsets, pa.int32() if i % 2 else pa.int64()), struct)
    table = pa.table({'text': ['x'] * len(weight), 'particles': lists, 'weight': weight, 'nothing': pa.nulls(len(weight)),
                      'view': pa.array(['a longer text than twelve'] * len(weight), pa.string_view())})
    compression = rng.choice(['none', 'lz4', 'zstd'])
    options = pa.ipc.IpcWriteOptions(compression=None if compression == 'none' else str(compression))
    with pa.ipc.new_stream(f'{i}.arrows', table.schema, options=options) as writer:
        writer.write_table(table.slice(0, 300), max_chunksize=int(rng.integers(50, 400)))
        writer.write_table(table.slice(300), max_chunksize=int(rng.integers(50, 400)))
    pq.write_table(table.drop(['view']), f'{i}.parquet', compression=str(rng.choice(['none', 'snappy', 'gzip', 'zstd', 'lz4'])),
                   row_group_size=int(rng.integers(100, 2000)), data_page_size=int(rng.integers(500, 50000)),
                   data_page_version=str(rng.choice(['1.0', '2.0'])), use_dictionary=bool(rng.integers(2)),
                   use_compliant_nested_type=bool(rng.integers(2)), write_page_index=bool(rng.integers(2)))
`);
    const files = readdirSync(folder).filter((name) => /^\d+\.(arrows|parquet)$/.test(name));
    expect(files).toHaveLength(80);
    for (const name of files) {
      const bytes = new Uint8Array(readFileSync(join(folder, name)));
      const arrow = name.endsWith('.arrows');
      const set = arrow
        ? read<EventSet>(new ArrowEventReader(), bytes)
        : await collect(readParquetEvents(fileOf(bytes)));
      expect([name, exact(set)]).toEqual([name, exact(events)]);
    }
  });

  it('are compared by a test that can fail', () => {
    write('wrong.arrows', arrowEventWriter(), { ...events, px: events.px.with(77, -events.px[77]!) });
    const told = run(`${SAME}
print(momenta(ak.from_arrow(pa.ipc.open_stream('wrong.arrows').read_all()).particles, 'events'))`);
    expect(told.trim()).toBe('[False, True, True, True]');
  });
});

/** The Python snippets of docs/formats.md, run as they stand. */
const snippets = [
  ...readFileSync(resolve(import.meta.dirname, '../../docs/formats.md'), 'utf8').matchAll(
    /<!-- (writes|reads) (\S+) -->\n```python\n([\s\S]*?)```/g,
  ),
].map(([, verb, file, code]) => ({ verb: verb!, file: file!, code: code! }));

describe.skipIf(!python)('the snippets of docs/formats.md', () => {
  const written = snippets.filter(({ verb }) => verb === 'writes');
  const readers = snippets.filter(({ verb }) => verb === 'reads');

  it('are found', () => {
    expect(written.length).toBeGreaterThan(2);
    expect(readers.length).toBeGreaterThan(1);
  });

  it.each(written)('write what is read: $file', async ({ file, code }) => {
    run(code);
    const bytes = new Uint8Array(readFileSync(join(folder, file)));
    if (file.includes('clusters')) {
      expect(read(new ArrowClusterReader(), bytes).E).toHaveLength(2);
      return;
    }
    const parquet = file.endsWith('.parquet');
    const set = parquet
      ? await collect(readParquetEvents(fileOf(bytes)))
      : read<EventSet>(new ArrowEventReader(), bytes);
    expect([...set.offsets]).toEqual([0, 2, 3]);
    expect([...set.px]).toEqual([0.1, 0.2, 0.3]);
  });

  it.each(readers)('read what is written: $file', ({ file, code }) => {
    const types = { score: 'float64', logit: 'float64', weight: 'float64' } as const;
    const scores = { score: Float64Array.of(0.5), logit: Float64Array.of(0), weight: Float64Array.of(1) };
    if (file === 'scores.arrows') write(file, arrowTableWriter(types, { hadronedge: '{"count":1}' }), scores);
    else write(file, arrowEventWriter(), events);
    expect(run(code)).not.toBe('');
  });
});
