import { readFile, stat, writeFile } from 'node:fs/promises';
import { decodeBase64, encodeBase64 } from '../models/contract/signing/base64.ts';
import {
  importPublicKey,
  parseTrustedKeys,
  type TrustedKey,
  TrustedKeysError,
} from '../models/contract/signing/key.ts';
import { type SigningKey, signingKeyOf } from '../models/contract/signing/sign.ts';
import { CommandError } from './errors.ts';

/** Readable by its owner alone. */
const PRIVATE_MODE = 0o600;
const OTHERS = 0o077;
const [BEGIN, END] = ['-----BEGIN PRIVATE KEY-----', '-----END PRIVATE KEY-----'];
const LINE = 64;

/** A private key in PKCS #8 as PEM (RFC 7468), which openssl reads. */
export function formatPrivateKey(pkcs8: Uint8Array): string {
  const lines = encodeBase64(pkcs8).match(new RegExp(`.{1,${LINE}}`, 'g')) ?? [];
  return [BEGIN, ...lines, END, ''].join('\n');
}

/** Writes a key file that is not there yet; throws a CommandError (exit 3). */
export async function writeKeyFile(file: string, text: string, secret: boolean): Promise<void> {
  await writeFile(file, text, { flag: 'wx', ...(secret ? { mode: PRIVATE_MODE } : {}) }).catch((error: unknown) => {
    const taken = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    const why = taken ? 'is there already; keys are never overwritten' : `cannot be written: ${String(error)}`;
    throw new CommandError(`${file} ${why}`, 3, { cause: error });
  });
}

/** Reads a private key. Throws a CommandError (exit 3) where it is none, or where others may read the file. */
export async function readSigningKey(file: string): Promise<SigningKey> {
  const text = await readText(file);
  const { mode } = await stat(file);
  if (process.platform !== 'win32' && (mode & OTHERS) !== 0) {
    throw new CommandError(`${file} can be read by others than its owner; chmod 600 ${file}`, 3);
  }
  const lines = text.trim().split(/\r?\n/);
  const pkcs8 =
    lines.length > 2 && lines[0] === BEGIN && lines.at(-1) === END ? decodeBase64(lines.slice(1, -1).join('')) : null;
  try {
    if (!pkcs8) throw new Error('no PEM of a private key');
    return await signingKeyOf(pkcs8);
  } catch (error) {
    throw new CommandError(`${file} is no Ed25519 private key in PKCS #8`, 3, { cause: error });
  }
}

/** Reads a list of trusted keys. Throws a CommandError (exit 3). */
export async function readTrustedKeys(file: string): Promise<TrustedKey[]> {
  const text = await readText(file);
  try {
    const keys = parseTrustedKeys(text);
    for (const key of keys) await importPublicKey(key);
    return keys;
  } catch (error) {
    if (!(error instanceof TrustedKeysError)) throw error;
    throw new CommandError(`${file}: ${error.message}`, 3, { cause: error });
  }
}

async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    const absent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new CommandError(`${file}: ${absent ? 'no such file' : String(error)}`, 3, { cause: error });
  });
}
