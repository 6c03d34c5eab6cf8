import { z } from 'zod';
import { digestSchema } from './names.ts';

/** The file in which the command line remembers where it saw aliases. */
export const SEEN_SCHEMA = 'hadronedge/seen/1';

/** An alias as it was seen: after so many moves, pointing there. */
export const seenAliasSchema = z.strictObject({ revision: z.int().min(1), digest: digestSchema });

/** `seen.json`: by the address of a service, then by `name@alias`. */
export const seenFileSchema = z.strictObject({
  schema: z.literal(SEEN_SCHEMA),
  services: z.record(z.string().min(1).max(2000), z.record(z.string().min(1).max(200), seenAliasSchema)),
});

export type SeenAlias = z.infer<typeof seenAliasSchema>;
export type SeenFile = z.infer<typeof seenFileSchema>;
