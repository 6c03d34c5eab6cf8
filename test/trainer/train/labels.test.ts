import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DecaySet, EventSet } from '../../../physics/columns.ts';
import { FRAMES, type Frame } from '../../../physics/decay/frame.ts';
import { TRUTHS } from '../../../physics/hadronization/parameters.ts';
import { simulateDecays } from '../../../physics/hadronization/simulate.ts';
import { seedOf } from '../../../physics/random/stream.ts';
import { useBackend } from '../../../trainer/backend.ts';
import { fileSource, openDataFile } from '../../../trainer/data/file-source.ts';
import type { DataSource } from '../../../trainer/data/source.ts';
import { truthSource } from '../../../trainer/data/truth-source.ts';
import type { Parameter } from '../../../trainer/networks/parameters.ts';
import { HADML_V2 } from '../../../trainer/presets/hadml-v2.ts';
import { type EventGeneratorSettings, withSettings } from '../../../trainer/presets/settings.ts';
import { eventGanState, eventGanSteps, initialEventGan } from '../../../trainer/train/event-gan.ts';
import { readUnlabelled } from '../../../trainer/train/event-generator-task.ts';
import { writeSet } from '../data/write-file.ts';

const seed = seedOf(3);

function settingsOf(frame: Frame): EventGeneratorSettings {
  const { settings, kind } = withSettings(HADML_V2, {
    frame,
    training_events: '120',
    batch: '40',
    hidden: '[8,8]',
    phi: '[8]',
    rho: '[8]',
  });
  if (kind !== 'event-generator') throw new Error('hadml-v2 learns from events');
  return settings;
}

/** All weights and moments after a few steps on a source. */
async function trained(source: DataSource, frame: Frame): Promise<Float32Array[]> {
  const settings = settingsOf(frame);
  const samples = await readUnlabelled('training', source, settings, () => {});
  const gan = initialEventGan(frame, settings, seed);
  const step = eventGanSteps(gan, samples, settings, seed);
  for (let s = 1; s <= 5; s++) await step(s);
  return eventGanState(gan).map(({ data }: Parameter) => data);
}

/** A source whose sets are changed on the way. */
function changed(
  source: DataSource,
  decays: (set: DecaySet) => DecaySet,
  events: (set: EventSet) => EventSet,
): DataSource {
  return {
    ...source,
    decays: async function* (wanted, options) {
      for await (const set of source.decays(wanted, options)) yield decays(set);
    },
    events: async function* (wanted, options) {
      for await (const set of source.events(wanted, options)) yield events(set);
    },
  };
}

const same = <T>(set: T): T => set;

/** The same clusters, which became nothing that is a number. */
function withoutHadrons(set: DecaySet): DecaySet {
  const { pdg_id, ...momenta } = set.hadrons;
  const gone = Object.fromEntries(
    Object.entries(momenta).map(([name, column]) => [name, column.map(() => Number.NaN)]),
  );
  return { ...set, hadrons: { ...set.hadrons, ...gone, pdg_id } };
}

let folder: string;
beforeAll(async () => {
  await useBackend('wasm');
  folder = mkdtempSync(join(tmpdir(), 'hadronedge-labels-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(FRAMES)('a training from unordered events in %s', (frame) => {
  const truth = truthSource('kinmin');

  it('never sees which hadrons a cluster became: without them it is the same to the bit', async () => {
    const expected = await trained(truth, frame);
    expect(await trained(changed(truth, withoutHadrons, same), frame)).toEqual(expected);
    // and this would show: other hadrons to compare with are another training
    const other = changed(truth, same, (set) => ({ ...set, E: set.E.map((E) => 1.01 * E) }));
    expect(await trained(other, frame)).not.toEqual(expected);
  });
});

/** Energies of the hadrons of each event, in order: no two events have the same. */
const ofEvents = ({ offsets, E }: EventSet): string[] =>
  Array.from({ length: offsets.length - 1 }, (_, e) => E.slice(offsets[e], offsets[e + 1]).join(' '));
const ofDecays = ({ offsets, hadrons }: DecaySet): string[] =>
  ofEvents({ ...hadrons, offsets: offsets.map((offset) => 2 * offset) });

describe('the two samples of such a training', () => {
  it.each(['truth', 'file'] as const)('share no event of a %s', async (from) => {
    const set = simulateDecays(TRUTHS.kinmin, seedOf(811), 0, 500);
    const path = writeSet(join(folder, 'events.parquet'), 'decays', 'parquet', set);
    const source = from === 'truth' ? truthSource('kinmin') : fileSource(await openDataFile(path));
    const [clusters, hadrons]: [string[], string[]] = [[], []];
    const watched = changed(
      source,
      (part) => {
        clusters.push(...ofDecays(part));
        return part;
      },
      (part) => {
        hadrons.push(...ofEvents(part));
        return part;
      },
    );
    await readUnlabelled('training', watched, settingsOf('cluster-rest/lab-axes'), () => {});
    expect(clusters.length).toBe(120);
    expect(hadrons.length).toBe(120);
    expect(hadrons.filter((event) => clusters.includes(event))).toEqual([]);
    expect(new Set([...clusters, ...hadrons]).size).toBe(240);
  });
});
