import { HepmcDecayReader } from '../../formats/hepmc3/decays.ts';
import { HepmcEventReader } from '../../formats/hepmc3/events.ts';
import { hepmcDecayWriter } from '../../formats/hepmc3/write-decays.ts';
import { hepmcEventWriter } from '../../formats/hepmc3/write-events.ts';
import type { Writer } from '../../formats/writer.ts';
import type { DecaySet, EventSet } from '../../physics/columns.ts';
import { type Case, concatenated, stream } from './cases.ts';

function write<T>(writer: Writer<T>, set: T): Uint8Array {
  return concatenated([...writer.write(set), ...writer.end()]);
}

/** The same file as HepMC3's own writer has it: every number with 17 digits, `%.16e`. */
export function asLibraryWrites(text: string): string {
  const number = (word: string): string => Number(word).toExponential(16).replace(/e([-+])(\d)$/, 'e$10$2');
  return text.replaceAll(/^(P -?\d+ -?\d+ -?\d+) (.*) (-?\d+)$/gm, (_, head: string, numbers: string, status: string) =>
    [head, ...numbers.split(' ').map(number), status].join(' '),
  );
}

/** Reading and writing of HepMC3. */
export function hepmcCases(events: EventSet, decays: DecaySet): Case[] {
  const ours = write(hepmcDecayWriter(), decays);
  const theirs = new TextEncoder().encode(asLibraryWrites(new TextDecoder().decode(ours)));
  const plain = write(hepmcEventWriter(), events);
  return [
    { name: 'HepMC3 to events', input: plain, run: (all) => stream(new HepmcEventReader(), all) },
    { name: 'HepMC3 of decays to events', input: ours, run: (all) => stream(new HepmcEventReader(), all) },
    { name: 'HepMC3 of decays to decays', input: ours, run: (all) => stream(new HepmcDecayReader(), all) },
    { name: 'HepMC3 %.16e to events', input: theirs, run: (all) => stream(new HepmcEventReader(), all), yardstick: true },
    { name: 'write HepMC3 events', input: plain, run: () => write(hepmcEventWriter(), events) },
    { name: 'write HepMC3 decays', input: ours, run: () => write(hepmcDecayWriter(), decays) },
  ];
}
