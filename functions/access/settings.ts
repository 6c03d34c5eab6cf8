import { z } from 'zod';

/** How the service is open, as the routes work with it. */
export interface Access {
  /** Whether what needs the scope `infer` is for everyone. */
  openInference: boolean;
  /** Origins of pages in browsers that may call the service. */
  origins: readonly string[];
  /** The platform's rate limiter; without it requests are not limited. */
  limiter?: Pick<RateLimit, 'limit'>;
}

/** Nothing without a token, and no page. */
export const CLOSED: Access = { openInference: false, origins: [] };

/** Text of an origin: scheme, host and port, as browsers send it. */
const origin = z
  .string()
  .refine((text) => URL.canParse(text) && new URL(text).origin === text, 'must be origins such as https://example.org');

const settings = z.object({
  OPEN_INFERENCE: z.enum(['yes', 'no']).default('no'),
  RATE_LIMITED: z.enum(['yes', 'no']).default('yes'),
  CORS_ORIGINS: z
    .string()
    .default('')
    .transform((text) => text.split(',').map((part) => part.trim()))
    .transform((parts) => parts.filter((part) => part !== ''))
    .pipe(z.array(origin)),
});

/**
 * Reads the settings of access. Throws Error with the setting's name and rule: a Worker that is set up wrongly does not
 * start, and the platform refuses to deploy it, instead of being more open than was meant.
 */
export function readAccess(env: Readonly<Record<string, unknown>>, limiter: RateLimit | undefined): Access {
  const parsed = settings.safeParse(env);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Error(`setting ${String(issue?.path[0])}: ${issue?.message}`);
  }
  const { OPEN_INFERENCE, RATE_LIMITED, CORS_ORIGINS } = parsed.data;
  const access = { openInference: OPEN_INFERENCE === 'yes', origins: CORS_ORIGINS };
  if (RATE_LIMITED === 'no') return access;
  if (!limiter) throw new Error('setting RATE_LIMITED: yes needs the binding RATE_LIMIT');
  return { ...access, limiter };
}
