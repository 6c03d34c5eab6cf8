import { z } from 'zod';

/** A model's or an alias' name: also a path segment of object-storage keys, so nothing but these characters. */
export const NAME_PATTERN = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** A semantic version without build metadata, each number below 10^6. */
export const VERSION_PATTERN =
  /^(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})(-[0-9a-z]{1,16}(\.[0-9a-z]{1,16}){0,3})?$/;

/** The identity of bytes. */
export const DIGEST_PATTERN = /^sha256:[0-9a-f]{64}$/;

export const nameSchema = z.string().regex(NAME_PATTERN);
export const versionSchema = z.string().regex(VERSION_PATTERN);
export const digestSchema = z.string().regex(DIGEST_PATTERN);
