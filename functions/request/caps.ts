import type { DatOptions } from '../../formats/dat/lines.ts';
import type { Caps } from '../../formats/reader.ts';
import { LIMITS } from '../limits.ts';

/** The limits as parsers take them. */
export const CAPS: Caps = {
  bytes: LIMITS.body_bytes,
  events: LIMITS.events,
  particles: LIMITS.particles,
  clusters: LIMITS.clusters,
  lineLength: LIMITS.line_bytes,
  document: LIMITS.body_bytes,
  containers: LIMITS.json_containers,
  decompressed: LIMITS.decompressed_bytes,
};

/** A request's end is known to HTTP, so that a last line break is not needed to tell that nothing is missing. */
export const DAT_OPTIONS: DatOptions = { caps: CAPS, openEnd: true };
