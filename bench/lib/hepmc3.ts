import { HepmcDecayReader } from '../../formats/hepmc3/decays.ts';
import { HepmcEventReader } from '../../formats/hepmc3/events.ts';
import { hepmcDecayWriter } from '../../formats/hepmc3/write-decays.ts';
import { hepmcEventWriter } from '../../formats/hepmc3/write-events.ts';
import { TextSplitter } from '../../formats/split/splitter.ts';
import type { Writer } from '../../formats/writer.ts';
import type { DecaySet, EventSet } from '../../physics/columns.ts';
import { type Case, stream } from './cases.ts';

const CHUNK = 1 << 18;

/** Reading and writing of HepMC3. */
export function hepmcCases(events: EventSet, decays: DecaySet): Case[] {
  const plain = write(hepmcEventWriter(), events);
  const histories = write(hepmcDecayWriter(), decays);
  return [
    { name: 'HepMC3 to events', input: plain, run: (all) => stream(new HepmcEventReader(), all) },
    { name: 'HepMC3 decays to events', input: histories, run: (all) => stream(new HepmcEventReader(), all) },
    { name: 'HepMC3 decays to decays', input: histories, run: (all) => stream(new HepmcDecayReader(), all) },
    { name: 'HepMC3 cut into shards', input: plain, run: cut },
    { name: 'write HepMC3 events', input: plain, run: () => write(hepmcEventWriter(), events) },
    { name: 'write HepMC3 decays', input: histories, run: () => write(hepmcDecayWriter(), decays) },
  ];
}

/** Finds where to cut a text, as the plan of a job does. */
function cut(all: Uint8Array): number {
  let pieces = 0;
  const splitter = new TextSplitter('hepmc3', 1 << 20, () => pieces++, {});
  for (let at = 0; at < all.length; at += CHUNK) splitter.write(all.subarray(at, at + CHUNK));
  splitter.end();
  return pieces;
}

/** A number as `%.16e` writes it. */
const number = (word: string): string =>
  Number(word)
    .toExponential(16)
    .replace(/e([-+])(\d)$/, 'e$10$2');

/** A file as HepMC3's own writer makes it, every number with 17 digits (`%.16e`), to be read by both. */
export function hepmcAsLibraryWrites(decays: DecaySet): Uint8Array {
  const text = new TextDecoder().decode(write(hepmcDecayWriter(), decays));
  const particle = /^(P \S+ \S+ \S+) (.*) (\S+)$/gm;
  return new TextEncoder().encode(
    text.replaceAll(particle, (_, head: string, numbers: string, status: string) =>
      [head, ...numbers.split(' ').map(number), status].join(' '),
    ),
  );
}

function write<T>(writer: Writer<T>, set: T): Uint8Array {
  return Buffer.concat([...writer.write(set), ...writer.end()]);
}
