import type { Format } from '../../formats/format.ts';
import { eventsFromJson } from '../../formats/json/events.ts';
import { isRows } from '../../formats/json/value.ts';
import type { EventSet } from '../../physics/columns.ts';
import { LIMITS } from '../limits.ts';
import { ProblemError } from '../problems.ts';
import { readJson } from './body.ts';
import { CAPS } from './caps.ts';
import { formatOfBody } from './media-types.ts';
import { FORM_TYPE, isMultipart } from './multipart.ts';
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
import { readParts } from './parts.ts';
import { readSet } from './sets.ts';

/** A scoring request as read: columns, options, and whether JSON came in rows. */
export interface ScoreRequest {
  events: EventSet;
  /** A second sample to compare with. */
  reference?: EventSet;
  options: ScoreOptions;
  rows: boolean;
}

/** The form of a scoring request: one format, or a form whose parts have one each. Throws a problem (415). */
export function formOfScoreRequest(contentType: string | undefined): Format | 'multipart' {
  return isMultipart(contentType) ? 'multipart' : formatOfBody(contentType, undefined, [FORM_TYPE]);
}

/** Reads a scoring request in any form. Throws ProblemError or FormatError. */
export async function readScoreRequest(request: Request, form: Format | 'multipart'): Promise<ScoreRequest> {
  const read = await (form === 'json' ? fromJson(request) : fromStream(request, form));
  requireSome(eventsOf(read.events), 'events');
  if (!read.reference) return read;
  requireSome(eventsOf(read.reference), 'reference');
  requireRoom('events', eventsOf(read.events) + eventsOf(read.reference));
  requireRoom('particles', read.events.E.length + read.reference.E.length);
  return read;
}

const eventsOf = ({ offsets }: EventSet): number => offsets.length - 1;

function requireRoom(name: 'events' | 'particles', count: number): void {
  if (count <= LIMITS[name]) return;
  const rule = `events and reference may hold at most ${LIMITS[name]} ${name} together, and hold ${count}`;
  throw new ProblemError('too-large', `${rule} (limit ${name})`);
}

async function fromJson(request: Request): Promise<ScoreRequest> {
  refuseQuery(request.url);
  const body = await readJson(request);
  const { events: value, reference: other, ...options } = parseBody(scoreBody, body);
  requirePart(value, 'events');
  const events = eventsFromJson(value, '/events', CAPS);
  const reference = other === undefined ? {} : { reference: eventsFromJson(other, '/reference', CAPS) };
  return { events, ...reference, options, rows: isRows(value) };
}

async function fromStream(request: Request, form: Exclude<Format, 'json'> | 'multipart'): Promise<ScoreRequest> {
  const options = parseQuery(scoreOptions, request.url);
  if (options.weight !== undefined && form !== 'multipart' && form !== 'hepmc3') {
    throw parameterProblem('weight', 'names a weight of HepMC3; other formats have one weight an event, or none');
  }
  const reading = options.weight === undefined ? {} : { weight: options.weight };
  if (form === 'multipart') return { ...(await readParts(request, reading)), options, rows: false };
  return { events: await readSet(request, 'events', form, reading), options, rows: false };
}
