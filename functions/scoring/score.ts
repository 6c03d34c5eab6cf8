import type { ScorerManifest } from '../../models/contract/manifest.ts';
import type { EventScores } from '../../models/contract/score-columns.ts';
import type { EventSet } from '../../physics/columns.ts';
import { LARGEST_ENERGY } from '../../physics/decay/validity.ts';
import { exp } from '../../physics/elementary/exp.ts';
import { momentumColumn, runDiscriminator } from '../inference/discriminator.ts';
import type { LoadedModel } from '../inference/load-model.ts';
import { LIMITS } from '../limits.ts';
import { ProblemError, type ProblemPlace } from '../problems.ts';
import type { Timings } from '../timings.ts';

const NAMED = 100;

/** Which events of a request these are, in the words of its JSON form; null for events that it does not hold itself. */
export type EventsPlace = 'events' | 'reference' | null;

/**
 * Scores events. Throws a problem for events without particles, with too many or with too energetic ones, and where the model fails.
 * An event's score does not depend on the other events.
 */
export async function scoreEvents(
  model: LoadedModel & { manifest: ScorerManifest },
  events: EventSet,
  timings: Timings,
  place: EventsPlace = 'events',
): Promise<EventScores> {
  requireScorable(events, place);
  const logits = await timings.measure('model', () => runDiscriminator(model, events));
  return timings.measure('physics', () => ({
    ...weigh(model.manifest, logits),
    outOfRange: flagOutside(model.manifest, events),
  }));
}

/** Throws a problem that names every event that is empty, too large, or beyond what float32 networks resolve. */
function requireScorable(events: EventSet, place: EventsPlace): void {
  const errors: ProblemPlace[] = [];
  const total = events.offsets.length - 1;
  let count = 0;
  for (let event = 0; event < total; event++) {
    const detail = faultOf(events, events.offsets[event]!, events.offsets[event + 1]!);
    if (detail !== null && count++ < NAMED)
      errors.push({ ...(place && { pointer: `/${place}/${event}` }), index: event, detail });
  }
  if (count === 0) return;
  const detail = `${count} of ${total} events${place === 'reference' ? ' of the reference' : ''} cannot be scored`;
  throw new ProblemError('invalid-event', detail, { errors, omitted: Math.max(0, count - NAMED) });
}

/** Why the particles from `from` to `to` (excluded) cannot be scored, or null. */
function faultOf({ px, py, pz, E }: EventSet, from: number, to: number): string | null {
  if (to === from) return 'has no particles';
  if (to - from > LIMITS.particles_per_event) return `has more than ${LIMITS.particles_per_event} particles`;
  for (let i = from; i < to; i++) {
    const largest = Math.max(Math.abs(px[i]!), Math.abs(py[i]!), Math.abs(pz[i]!), Math.abs(E[i]!));
    if (largest > LARGEST_ENERGY) return `particle ${i - from} is above ${LARGEST_ENERGY} GeV`;
  }
  return null;
}

/** sigmoid(x) = 1 / (1 + exp(-x)), without overflow on either side. */
function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + exp(-x));
  const e = exp(x);
  return e / (1 + e);
}

/** Scores and weights from logits, by the manifest's calibration. */
export function weigh(manifest: ScorerManifest, logits: ArrayLike<number>): Omit<EventScores, 'outOfRange'> {
  const { calibration, logit_clip: clip } = manifest.scorer;
  const n = logits.length;
  const logit = Float64Array.from(logits);
  const [score, weight] = [new Float64Array(n), new Float64Array(n)];
  const clipped = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    const calibrated = calibration.scale * logit[i]! + calibration.offset;
    if (Math.abs(calibrated) > clip) clipped[i] = 1;
    score[i] = sigmoid(logit[i]!);
    weight[i] = exp(Math.min(clip, Math.max(-clip, calibrated)));
  }
  return { score, logit, weight, clipped };
}

function flagOutside(manifest: ScorerManifest, events: EventSet): Uint8Array {
  const columns = manifest.features.map(({ name, range }) => ({ values: momentumColumn(events, name), range }));
  const { min, max } = manifest.scorer.multiplicity;
  const outside = new Uint8Array(events.offsets.length - 1);
  for (let event = 0; event < outside.length; event++) {
    const [from, to] = [events.offsets[event]!, events.offsets[event + 1]!];
    const inside =
      to - from >= min &&
      to - from <= max &&
      columns.every(({ values, range }) => allInside(values, from, to, range.min, range.max));
    if (!inside) outside[event] = 1;
  }
  return outside;
}

function allInside(values: Float64Array, from: number, to: number, min: number, max: number): boolean {
  for (let i = from; i < to; i++) if (values[i]! < min || values[i]! > max) return false;
  return true;
}
