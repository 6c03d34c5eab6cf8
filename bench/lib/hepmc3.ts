import { HepmcDecayReader } from '../../formats/hepmc3/decays.ts';
import { HepmcEventReader } from '../../formats/hepmc3/events.ts';
import { hepmcDecayWriter } from '../../formats/hepmc3/write-decays.ts';
import { hepmcEventWriter } from '../../formats/hepmc3/write-events.ts';
import type { Writer } from '../../formats/writer.ts';
import type { DecaySet, EventSet } from '../../physics/columns.ts';
import { type Case, stream } from './cases.ts';

/** Reading and writing of HepMC3. */
export function hepmcCases(events: EventSet, decays: DecaySet): Case[] {
  const plain = write(hepmcEventWriter(), events);
  const histories = write(hepmcDecayWriter(), decays);
  return [
    { name: 'HepMC3 to events', input: plain, run: (all) => stream(new HepmcEventReader(), all) },
    { name: 'HepMC3 decays to events', input: histories, run: (all) => stream(new HepmcEventReader(), all) },
    { name: 'HepMC3 decays to decays', input: histories, run: (all) => stream(new HepmcDecayReader(), all) },
    { name: 'write HepMC3 events', input: plain, run: () => write(hepmcEventWriter(), events) },
    { name: 'write HepMC3 decays', input: histories, run: () => write(hepmcDecayWriter(), decays) },
  ];
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
