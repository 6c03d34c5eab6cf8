import { z } from 'zod';

/**
 * What a token may do. Scopes do not include each other: a token that publishes and reads holds two.
 * `infer`: sample, score, resolve, read models. `publish`: write blobs, versions, their state, aliases. `admin`: make,
 * list and revoke tokens.
 */
export const SCOPES = ['infer', 'publish', 'admin'] as const;

export const scopeSchema = z.enum(SCOPES);
export type Scope = z.infer<typeof scopeSchema>;
