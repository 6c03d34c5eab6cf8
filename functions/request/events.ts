import type { Format } from '../../formats/format.ts';
import { eventsFromJson } from '../../formats/json/events.ts';
import { isRows } from '../../formats/json/value.ts';
import type { EventSet } from '../../physics/columns.ts';
import { readJson } from './body.ts';
import { CAPS } from './caps.ts';
import {
  parameterProblem,
  parseBody,
  parseQuery,
  refuseQuery,
  type ScoreOptions,
  scoreBody,
  scoreOptions,
} from './options.ts';
import { requirePart, requireSome } from './part.ts';
import { readSet } from './sets.ts';

/** A scoring request as read: columns, options, and whether JSON came in rows. */
export interface ScoreRequest {
  events: EventSet;
  options: ScoreOptions;
  rows: boolean;
}

/** Reads a scoring request in any format. Throws ProblemError or FormatError. */
export function readScoreRequest(request: Request, format: Format): Promise<ScoreRequest> {
  return format === 'json' ? fromJson(request) : fromStream(request, format);
}

async function fromJson(request: Request): Promise<ScoreRequest> {
  refuseQuery(request.url);
  const body = await readJson(request);
  const { events: value, ...options } = parseBody(scoreBody, body);
  requirePart(value, 'events');
  const events = eventsFromJson(value, '/events', CAPS);
  requireSome(events.offsets.length - 1, 'events');
  return { events, options, rows: isRows(value) };
}

async function fromStream(request: Request, format: Exclude<Format, 'json'>): Promise<ScoreRequest> {
  const options = parseQuery(scoreOptions, request.url);
  if (options.weight !== undefined && format !== 'hepmc3') {
    throw parameterProblem('weight', 'names a weight of HepMC3; other formats have one weight an event, or none');
  }
  const events = await readSet(
    request,
    'events',
    format,
    options.weight === undefined ? {} : { weight: options.weight },
  );
  requireSome(events.offsets.length - 1, 'events');
  return { events, options, rows: false };
}
