import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import type { Environment } from '../dependencies.ts';

/** What a page may send, and may read of an answer, beside what the Fetch standard always allows. */
const SENT = ['Authorization', 'Content-Type', 'Content-Encoding', 'If-Match', 'If-None-Match', 'X-Request-Id'];
const READ = [
  'HadronEdge-Model',
  'HadronEdge-Runtime',
  'HadronEdge-Seed',
  'HadronEdge-Invalid',
  'HadronEdge-Content-Digest',
  'Server-Timing',
  'X-Request-Id',
  'ETag',
  'Retry-After',
  'WWW-Authenticate',
];

/**
 * Lets pages of these origins call the service from a browser. Credentials of the browser (cookies) are never allowed:
 * a token is sent by the page that has it.
 */
export function corsFor(origins: readonly string[]): MiddlewareHandler<Environment> {
  return cors({
    origin: [...origins],
    allowMethods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
    allowHeaders: SENT,
    exposeHeaders: READ,
    maxAge: 3600,
  });
}
