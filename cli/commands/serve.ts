import { join, resolve } from 'node:path';
import { defineCommand } from 'citty';
import { CommandError } from '../errors.ts';
import { readTrustedKeys } from '../keys.ts';
import { CLOSED, PROJECT, startLocalServer } from '../server/local.ts';
import { publishShipped } from '../server/shipped.ts';
import { wholeNumber } from '../values.ts';

/** A cluster of 2.4 GeV, as a request to paste. */
function curlLine(url: string): string {
  const body = '{"model":"hadml-v1","seed":42,"clusters":[{"E":10,"px":3,"py":-2,"pz":9}]}';
  return `curl -s ${url}/v1/sample -H 'content-type: application/json' -d '${body}'`;
}

/** Resolves on Ctrl-C or a polite request to end. */
function interrupted(): Promise<'interrupted'> {
  return new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => done('interrupted'));
  });
}

/** The service's settings about signatures; throws a CommandError for a file that is no list of keys. */
async function trustVariables(args: { 'require-signature': boolean; 'trusted-keys'?: string | undefined }) {
  const file = args['trusted-keys'];
  const keys = file === undefined ? [] : await readTrustedKeys(file);
  return { TRUSTED_KEYS: JSON.stringify(keys), REQUIRE_SIGNATURES: args['require-signature'] ? 'yes' : 'no' };
}

export default defineCommand({
  meta: { name: 'serve', description: 'Serve on this computer: workerd, a local bucket, the shipped models' },
  args: {
    port: { type: 'string', default: '8787', description: 'port to listen on' },
    host: { type: 'string', default: '127.0.0.1', description: 'address to listen on' },
    closed: {
      type: 'boolean',
      default: false,
      description: 'ask for tokens and limit rates, as a deployed service does',
    },
    'require-signature': {
      type: 'boolean',
      default: false,
      description: 'load only models that a trusted key has signed',
    },
    'trusted-keys': { type: 'string', description: 'file with the public keys that are trusted', valueHint: 'FILE' },
    state: { type: 'string', description: 'folder of the local bucket (default: .hadronedge in the project)' },
  },
  async run({ args }) {
    const state = resolve(args.state ?? join(PROJECT, '.hadronedge'));
    const stopped = interrupted();
    const port = wholeNumber('port', args.port, 1, 65535);
    const variables = { ...(args.closed ? CLOSED : {}), ...(await trustVariables(args)) };
    const server = await startLocalServer({ port, host: args.host, state, variables });
    try {
      for (const release of await publishShipped(server.url)) {
        process.stdout.write(`${`${release.name}@${release.version}`.padEnd(32)} ${release.digest}\n`);
      }
      process.stdout.write(`\nHadronEdge is serving on ${server.url}\n\nTry it:\n\n  ${curlLine(server.url)}\n\n`);
      const end = await Promise.race([stopped, server.ended]);
      if (end !== 'interrupted') {
        throw new CommandError(`the server ended by itself; see ${join(state, 'server.log')}`, 4);
      }
    } finally {
      await server.stop();
    }
  },
});
