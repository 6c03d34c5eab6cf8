/**
 * What the libraries for tables and compression do with a hostile file of a few bytes, beside ours, each in a process
 * of its own: `node bench/hostile.ts [seconds]`. A library that is not done by then is stopped.
 */
import { spawnSync } from 'node:child_process';
import { tableFromIPC } from '@uwdata/flechette';
import { decompress } from 'fzstd';
import { parquetReadObjects } from 'hyparquet';
import lz4 from 'lz4js';
import { ArrowClusterReader } from '../formats/arrow/reader.ts';
import { lz4Frame } from '../formats/compression/lz4.ts';
import { zstdFrames } from '../formats/compression/zstd/frames.ts';
import { readParquetClusters } from '../formats/parquet/readers.ts';
import { readAll } from '../formats/reader.ts';
import { hostileArrow, hostileParquet, zstdSequenceBomb } from '../test/attacks/hostile-tables.ts';
import { collect, fileOf } from '../test/formats/tables.ts';

const bytesOf = (files: { what: string; bytes: Uint8Array }[], what: string): Uint8Array => {
  const found = files.find((file) => file.what.startsWith(what));
  if (!found) throw new Error(`no hostile file ${what}`);
  return found.bytes;
};
const arrow = (): Uint8Array => bytesOf(hostileArrow(), 'columns that hold one another');
const parquet = (): Uint8Array => bytesOf(hostileParquet(), 'a run that the footer');
const lz4Bomb = (): Uint8Array => Uint8Array.from(lz4.compress(new Uint8Array(2e8)));

interface Contest {
  input: () => Uint8Array;
  library: (input: Uint8Array) => unknown;
  ours: (input: Uint8Array) => unknown;
}

const contests: Record<string, Contest> = {
  'fzstd, one block of long matches': {
    input: zstdSequenceBomb,
    library: (input) => decompress(input, new Uint8Array(1 << 20)),
    ours: (input) => zstdFrames(input, new Uint8Array(1 << 20)),
  },
  'lz4js, 200 MB for an output of 1 kB': {
    input: lz4Bomb,
    library: (input) => lz4.decompressFrame(input, new Uint8Array(1000)),
    ours: (input) => lz4Frame(input, new Uint8Array(1000)),
  },
  'flechette, a schema that shares its parts': {
    input: arrow,
    library: (input) => tableFromIPC(input),
    ours: (input) => readAll<object>(new ArrowClusterReader(), [input]),
  },
  'hyparquet, one long run': {
    input: parquet,
    library: (input) => parquetReadObjects({ file: fileOf(input) }),
    ours: (input) => collect(readParquetClusters(fileOf(input))),
  },
};

async function runOne({ input, library, ours }: Contest, side: string): Promise<string> {
  const bytes = input();
  const start = performance.now();
  let end = 'accepted';
  try {
    const answer = await (side === 'ours' ? ours : library)(bytes);
    if (answer === false) end = 'refused';
  } catch {
    end = 'refused';
  }
  const ms = (performance.now() - start).toFixed(0);
  return `${bytes.length} bytes: ${end} after ${ms} ms, ${(process.resourceUsage().maxRSS / 1e3).toFixed(0)} MB resident`;
}

const [, script = '', first = '60', side] = process.argv;
const chosen = contests[first];
if (chosen && side) {
  console.log(await runOne(chosen, side));
} else {
  for (const name of Object.keys(contests)) {
    for (const which of ['library', 'ours']) {
      const options = { encoding: 'utf8', timeout: 1e3 * Number(first) } as const;
      const { stdout, status, error } = spawnSync(process.execPath, [script, name, which], options);
      const failure = error ? `stopped after ${first} s` : `the process died (${status})`;
      console.log(`${name}, ${which}: ${status === 0 ? stdout.trim() : failure}`);
    }
  }
}
