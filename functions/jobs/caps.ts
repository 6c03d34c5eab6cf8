import type { Caps } from '../../formats/reader.ts';
import { LIMITS } from '../limits.ts';

/** Limits of what is held at a time; the length of a source is another matter (LIMITS.source_bytes). */
export const JOB_CAPS: Partial<Caps> = {
  lineLength: LIMITS.line_bytes,
  document: LIMITS.body_bytes,
  containers: LIMITS.json_containers,
};
