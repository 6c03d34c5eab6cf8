import { DatClusterReader } from '../../formats/dat/clusters.ts';
import { DatEventReader } from '../../formats/dat/events.ts';
import { FormatError } from '../../formats/error.ts';
import { clustersFromJson } from '../../formats/json/clusters.ts';
import { eventsFromJson } from '../../formats/json/events.ts';
import { NdjsonClusterReader } from '../../formats/ndjson/clusters.ts';
import { NdjsonEventReader } from '../../formats/ndjson/events.ts';
import type { Reader } from '../../formats/reader.ts';
import type { ClusterSet, EventSet } from '../../physics/columns.ts';
import { CommandError } from '../errors.ts';
import { inputChunks, readInput } from '../io.ts';
import type { SetFormat } from './format.ts';

const nameOf = (file: string): string => (file === '-' ? 'standard input' : file);

/** Where the rows stand in a JSON file: bare, or under the name they have in a request. */
function setInJson(value: unknown, name: 'clusters' | 'events'): [unknown, string] {
  if (typeof value === 'object' && value !== null && name in value) {
    return [Reflect.get(value, name), `/${name}`];
  }
  return [value, ''];
}

async function readJson<T>(
  file: string,
  name: 'clusters' | 'events',
  convert: (value: unknown, pointer: string) => T,
): Promise<T> {
  const text = new TextDecoder().decode(await readInput(file));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new CommandError(`${nameOf(file)}: not JSON: ${error instanceof Error ? error.message : ''}`, 3, {
      cause: error,
    });
  }
  return convert(...setInJson(value, name));
}

async function readStream<T>(file: string, reader: Reader<T>): Promise<T> {
  for await (const chunk of inputChunks(file)) reader.write(chunk);
  return reader.end();
}

/** Names the file in what its parser or the file system said. */
async function naming<T>(file: string, read: Promise<T>): Promise<T> {
  try {
    return await read;
  } catch (error) {
    const name = nameOf(file);
    if (error instanceof FormatError) throw new CommandError(`${name}: ${error.message}`, 3, { cause: error });
    if (error instanceof Error && 'code' in error) {
      throw new CommandError(`cannot read ${name}: ${error.message}`, 3, { cause: error });
    }
    throw error;
  }
}

/** The clusters of a file or of standard input (`-`). Throws a CommandError (exit 3) that names file and place. */
export function readClusters(file: string, format: SetFormat): Promise<ClusterSet> {
  if (format === 'json') return naming(file, readJson(file, 'clusters', clustersFromJson));
  return naming(file, readStream(file, format === 'dat' ? new DatClusterReader() : new NdjsonClusterReader()));
}

/** The events of a file or of standard input (`-`). Throws a CommandError (exit 3) that names file and place. */
export function readEvents(file: string, format: SetFormat): Promise<EventSet> {
  if (format === 'json') return naming(file, readJson(file, 'events', eventsFromJson));
  return naming(file, readStream(file, format === 'dat' ? new DatEventReader() : new NdjsonEventReader()));
}
