import { BACKENDS, type Backend, chooseBackend } from '../../trainer/backend.ts';
import { PRESETS } from '../../trainer/presets/presets.ts';
import { type Preset, withSettings } from '../../trainer/presets/settings.ts';
import { parseAssignments } from '../assignments.ts';
import { CommandError } from '../errors.ts';

/** What `--backend` takes: the trainer's backends, and the fastest of this machine. */
export const BACKEND_NAMES = ['auto', ...BACKENDS] as const;

/** One of the trainer's backends by name; says which one `auto` is, and why. */
export async function backendOf(text: string): Promise<Backend> {
  if (text === 'auto') {
    const { backend, reason } = await chooseBackend();
    process.stderr.write(`backend ${backend}: ${reason}\n`);
    return backend;
  }
  const backend = BACKENDS.find((name) => name === text);
  if (backend) return backend;
  throw new CommandError(`unknown backend '${text}'; one of: ${BACKEND_NAMES.join(' ')}`, 2);
}

/** What the command line can change of a preset. */
export interface Given {
  steps?: string | undefined;
  events?: string | undefined;
  batch?: string | undefined;
  set?: string | undefined;
}

/** The preset with what the command line changes. A number of steps also sets how fast the learning rate falls. */
export function changedPreset(preset: Preset, { steps, events, batch, set }: Given): Preset {
  const changes = {
    ...(steps === undefined ? {} : { steps, schedule_steps: steps }),
    ...(events === undefined ? {} : { training_events: events }),
    ...(batch === undefined ? {} : { batch }),
    ...(set === undefined ? {} : Object.fromEntries(parseAssignments('set', set))),
  };
  return withSettings(preset, changes);
}

/** A preset by name. */
export function presetOf(name: string | undefined): Preset {
  const preset = PRESETS.get(name ?? '');
  if (preset) return preset;
  const wrong = name === undefined ? 'name a preset' : `unknown preset '${name}'`;
  throw new CommandError(`${wrong}; one of: ${[...PRESETS.keys()].join(' ')}`, 2);
}
