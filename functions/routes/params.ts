import { z } from '@hono/zod-openapi';
import { BLOB_ROLES } from '../../models/contract/manifest.ts';
import { digestSchema, nameSchema, versionSchema } from '../../models/contract/names.ts';
import { keyIdSchema } from '../../models/contract/signing/envelope.ts';

/** Segments of the registry's paths. */
export const nameParam = nameSchema.meta({ description: 'Name of a model', example: 'hadml-v1' });
export const versionParam = z
  .union([versionSchema, digestSchema], 'must be a version (1.2.0) or sha256: and 64 hex digits')
  .meta({ description: 'Version, or digest of a manifest; addresses with a digest may be cached for ever' });
export const keyIdParam = keyIdSchema.meta({ description: 'sha256 of the public key, 64 hex digits' });
/** A version's number alone: what is written is written under a number. */
export const versionNumberParam = versionSchema.meta({ description: 'Version', example: '1.0.0' });
export const digestParam = digestSchema.meta({ description: 'sha256: and 64 hex digits' });
export const aliasParam = nameSchema.meta({ description: 'Alias', example: 'stable' });
export const roleParam = z.enum(BLOB_ROLES).meta({ description: 'What the blob is' });
