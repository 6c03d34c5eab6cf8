import { describe, expect, it } from 'vitest';
import { HepmcClusterReader } from '../../formats/hepmc3/clusters.ts';
import { HepmcDecayReader } from '../../formats/hepmc3/decays.ts';
import { HepmcEventReader } from '../../formats/hepmc3/events.ts';
import { compareEdits, editsWith, latin1 } from './edited.ts';
import { referenceClusters3, referenceDecays3, referenceFinalStates } from './reference-hepmc3.ts';
import { bytes } from './support.ts';

const header = 'HepMC::Version 3.02.05\nHepMC::Asciiv3-START_EVENT_LISTING\n';
const footer = 'HepMC::Asciiv3-END_EVENT_LISTING\n\n';

/** Two events of short numbers, so that edits often give other valid files. */
const run = 'W Default\\|b\nT x\\|1\\|y\nA k v\n';
const one =
  'E 0 4 8\nU GEV MM\nW 2 3\nA 0 k v\nP 1 0 1 1 2 3 4 5 11\nP 2 0 2 6 7 8 9 1 11\nV -1 0 [1,2] @ 1 2 3 4\n' +
  'P 3 -1 81 1 -2 3 4 5 11\nP 4 3 81 5 6 7 8 9 11\nP 5 3 81 9 8 7 6 5 11\n' +
  'V -3 0 [4]\nP 6 -3 211 1e1 2.5 3 4 5 1\n';
const rest = 'P 7 -3 -211 2 3 4 5 6 1\nP 8 5 111 3 4 5 6 7 1\n';
const decays =
  'E 3 2 5\nU MEV MM\nW 4 5\nP 1 0 3 4 5 6 7 8 11\nP 2 0 -3 5 4 3 2 1 11\nV -1 0 [1,2]\n' +
  'P 3 -1 81 9 9 9 9 9 11\nP 4 3 211 4 4 4 4 4 1\nP 5 3 111 5 5 5 5 5 1\n';
const events = bytes(`${header}${run}${one}${rest}${decays}${footer}`);
const pairs = bytes(`${header}${run}${decays}${decays}${footer}`);

const edits = editsWith('0123456789.-+eE []@,\n\r\t\\|PVEUWATHG');
const least = 50;

/** References that are wrong on purpose. */
const wrongFinalStates = (all: Uint8Array) => referenceFinalStates(latin1(all).replaceAll('2.5', '2.6'));
const wrongDecays = (all: Uint8Array) => referenceDecays3(latin1(all).replaceAll('[1,2]', '[2]'));

describe('edited bytes of HepMC3', () => {
  it('are read as final states as the reference reads them, or refused with a place', () => {
    const met = compareEdits(
      events,
      edits,
      () => new HepmcEventReader(),
      (all) => referenceFinalStates(latin1(all)),
    );
    expect(Math.min(met.valid, met.refused)).toBeGreaterThan(least);
  });

  it('are read with a weight that is named as the reference does, or refused', () => {
    const met = compareEdits(
      events,
      edits,
      () => new HepmcEventReader({ weight: 'b' }),
      (all) => referenceFinalStates(latin1(all), 'b'),
    );
    expect(Math.min(met.valid, met.refused)).toBeGreaterThan(least);
  });

  it('are read as decays as the reference reads them, or refused with a place', () => {
    const met = compareEdits(
      pairs,
      edits,
      () => new HepmcDecayReader(),
      (all) => referenceDecays3(latin1(all)),
    );
    expect(Math.min(met.valid, met.refused)).toBeGreaterThan(least);
  });

  it('are compared by a test that can fail', () => {
    expect(() => compareEdits(events, edits, () => new HepmcEventReader(), wrongFinalStates)).toThrow();
    expect(() => compareEdits(pairs, edits, () => new HepmcDecayReader(), wrongDecays)).toThrow();
  });

  it('are read as clusters as the reference reads them, or refused with a place', () => {
    const met = compareEdits(
      events,
      edits,
      () => new HepmcClusterReader(),
      (all) => referenceClusters3(latin1(all)),
    );
    expect(Math.min(met.valid, met.refused)).toBeGreaterThan(least);
  });
});
