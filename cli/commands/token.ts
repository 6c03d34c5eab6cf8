import { defineCommand } from 'citty';
import { holderSchema } from '../../models/access/record.ts';
import { SCOPES, type Scope, scopeSchema } from '../../models/access/scope.ts';
import { idOfToken, TOKEN_ID_PATTERN } from '../../models/access/token.ts';
import { MAX_TOKEN_DAYS, type TokenRequest } from '../../models/access/tokens.ts';
import { TOKEN_VARIABLE } from '../../trainer/publish/target.ts';
import { CommandError } from '../errors.ts';
import { BUCKET_DESCRIPTION, openBucket } from '../registry/target.ts';
import { connect, DEFAULT_URL } from '../service.ts';
import { bucketOffice, serviceOffice, type TokenOffice } from '../tokens/office.ts';
import { tokensTable } from '../tokens/table.ts';
import { wholeNumber } from '../values.ts';

/** A season's work; a token that is lost and forgotten ends by itself. */
const DEFAULT_DAYS = '90';

interface Options {
  to?: string | undefined;
  url?: string | undefined;
  scopes?: string | undefined;
  days?: string | undefined;
  json: boolean;
}

function officeOf({ to, url }: Options): TokenOffice {
  if (to !== undefined && url !== undefined)
    throw new CommandError('--to is a bucket and --url a service: one of them', 2);
  if (url !== undefined) return serviceOffice(connect(url));
  return bucketOffice(openBucket(to ?? DEFAULT_URL, 'token without --url'), Date.now);
}

function readScopes(text: string): Scope[] {
  return text.split(',').map((part) => {
    const scope = scopeSchema.safeParse(part.trim());
    if (!scope.success) throw new CommandError(`--scopes are some of ${SCOPES.join(',')}, not '${part}'`, 2);
    return scope.data;
  });
}

function readRequest(name: string | undefined, options: Options): TokenRequest {
  const holder = holderSchema.safeParse(name);
  if (!holder.success) throw new CommandError('name who will hold the token: 1 to 100 printable characters', 2);
  const days = wholeNumber('days', options.days ?? DEFAULT_DAYS, 1, MAX_TOKEN_DAYS);
  return { name: holder.data, scopes: readScopes(options.scopes ?? 'infer'), days };
}

/** Prints the token alone on standard output, so that a script can take it; what it is goes to standard error. */
async function create(name: string | undefined, options: Options): Promise<void> {
  const request = readRequest(name, options);
  const made = await officeOf(options).create(request);
  const { id, scopes, expires } = made.info;
  const about = `token ${id} for ${made.info.name}: ${scopes.join(',')}, until ${expires}; it is shown this once\n`;
  if (!options.json) process.stderr.write(about);
  process.stdout.write(`${options.json ? JSON.stringify(made) : made.token}\n`);
}

async function list(options: Options): Promise<void> {
  const tokens = await officeOf(options).list();
  if (options.json) process.stdout.write(`${JSON.stringify(tokens)}\n`);
  else process.stdout.write(tokens.length === 0 ? 'there are no tokens\n' : tokensTable(tokens, Date.now()));
}

async function revoke(which: string | undefined, options: Options): Promise<void> {
  // A whole token is taken too: it is what someone has in hand who found one.
  const id = which === undefined ? null : (idOfToken(which) ?? which);
  if (id === null || !TOKEN_ID_PATTERN.test(id)) throw new CommandError('name the id of a token: 12 hex digits', 2);
  const token = await officeOf(options).revoke(id);
  if (!token) throw new CommandError(`no token has the id ${id}`, 3);
  const line = `token ${id} of ${token.name} is revoked since ${token.revoked}\n`;
  process.stdout.write(options.json ? `${JSON.stringify(token)}\n` : line);
}

/** Options that only some actions take must not be lost in silence. */
function refuseStray(action: string, options: Options, rest: readonly string[]): void {
  const most = action === 'list' ? 0 : 1;
  if (rest.length > most) throw new CommandError(`unexpected argument '${rest[most]}'`, 2);
  const stray = (['scopes', 'days'] as const).find((name) => options[name] !== undefined);
  if (action !== 'create' && stray) throw new CommandError(`--${stray} is for token create`, 2);
}

export default defineCommand({
  meta: { name: 'token', description: 'Make, list and revoke the tokens that a service asks for' },
  args: {
    action: { type: 'positional', required: true, description: 'create, list or revoke', valueHint: 'ACTION' },
    subject: {
      type: 'positional',
      required: false,
      description: 'create: who will hold it; revoke: its id',
      valueHint: 'NAME|ID',
    },
    scopes: { type: 'string', description: `what it may do, some of ${SCOPES.join(',')} (default: infer)` },
    days: { type: 'string', description: `how long it is good (default: ${DEFAULT_DAYS})` },
    to: { type: 'string', description: `the bucket of the service: ${BUCKET_DESCRIPTION}`, valueHint: 'URL' },
    url: {
      type: 'string',
      description: `through a service instead, with a token of the scope admin in ${TOKEN_VARIABLE}`,
      valueHint: 'URL',
    },
    json: { type: 'boolean', default: false, description: 'print JSON' },
  },
  async run({ args }) {
    const [action = '', ...rest] = args._;
    const options: Options = args;
    refuseStray(action, options, rest);
    if (action === 'create') return create(rest[0], options);
    if (action === 'list') return list(options);
    if (action === 'revoke') return revoke(rest[0], options);
    throw new CommandError(`token ${action}: say create, list or revoke`, 2);
  },
});
