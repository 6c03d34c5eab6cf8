import { basename } from 'node:path';
import { defineCommand } from 'citty';
import { encodeBase64 } from '../../models/contract/signing/base64.ts';
import { type TrustedKey, trustedKeysSchema } from '../../models/contract/signing/key.ts';
import { createSigningKey } from '../../models/contract/signing/sign.ts';
import { CommandError } from '../errors.ts';
import { formatPrivateKey, writeKeyFile } from '../keys.ts';

interface Given {
  owner?: string | undefined;
  'not-before'?: string | undefined;
  'not-after'?: string | undefined;
}

/** A day as its first moment in UTC; a full time as it is. */
const timeOf = (text: string): string => (/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text);

/** The entry of a list of trusted keys. Throws a CommandError (exit 2) that names the option. */
function entryOf(keyid: string, publicKey: Uint8Array, given: Given): TrustedKey {
  const { owner, 'not-before': notBefore, 'not-after': notAfter } = given;
  const parsed = trustedKeysSchema.safeParse([
    {
      keyid,
      public_key: encodeBase64(publicKey),
      ...(owner === undefined ? {} : { owner }),
      ...(notBefore === undefined ? {} : { not_before: timeOf(notBefore) }),
      ...(notAfter === undefined ? {} : { not_after: timeOf(notAfter) }),
    },
  ]);
  if (parsed.success) return parsed.data[0]!;
  const issue = parsed.error.issues[0];
  const option = String(issue?.path.at(-1) ?? '').replace('_', '-');
  throw new CommandError(`--${option}: ${issue?.message ?? 'cannot be'}`, 2);
}

export default defineCommand({
  meta: { name: 'keys', description: 'Make an Ed25519 key that signs releases: NAME.key (secret) and NAME.pub.json' },
  args: {
    action: { type: 'positional', required: true, description: 'what to do: create', valueHint: 'create' },
    name: {
      type: 'positional',
      required: true,
      description: 'path of the files without their endings',
      valueHint: 'NAME',
    },
    owner: { type: 'string', description: 'whose key it is, for people', valueHint: 'TEXT' },
    'not-before': { type: 'string', description: 'day or time from which signatures are believed', valueHint: 'TIME' },
    'not-after': { type: 'string', description: 'day or time from which they are no longer', valueHint: 'TIME' },
  },
  async run({ args }) {
    if (args.action !== 'create') throw new CommandError(`unknown action '${args.action}'; one of: create`, 2);
    const { keyid, publicKey, pkcs8 } = await createSigningKey();
    const entry = entryOf(keyid, publicKey, args);
    const [secret, open] = [`${args.name}.key`, `${args.name}.pub.json`];
    await writeKeyFile(secret, formatPrivateKey(pkcs8), true);
    await writeKeyFile(open, `${JSON.stringify([entry], null, 2)}\n`, false);
    process.stdout.write(`key ${keyid}\n  ${secret}  the secret: sign with it, keep it to yourself\n`);
    process.stdout.write(`  ${open}  for those who trust ${basename(args.name)}\n`);
  },
});
