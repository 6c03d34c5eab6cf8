import type { Context } from 'hono';
import type { Environment } from '../dependencies.ts';

/** The name for a history: that of the token where there is one, else what the request says, else `anonymous`. */
export function whoOf(c: Context<Environment>, said: string | undefined): string {
  return c.get('principal')?.name ?? said ?? 'anonymous';
}
