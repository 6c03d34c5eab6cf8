import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../functions/app.ts';
import { ModelHost } from '../../functions/inference/model-host.ts';
import { trustPolicyOf } from '../../functions/inference/trust.ts';
import { Metrics } from '../../functions/metrics.ts';
import { signaturesSchema } from '../../models/contract/responses.ts';
import { encodeBase64 } from '../../models/contract/signing/base64.ts';
import { createSigningKey, signingKeyOf, signManifest } from '../../models/contract/signing/sign.ts';
import { putSignature } from '../../models/registry/signatures.ts';
import { call, clusters, columns, okJson, problemOf } from './fixtures/http.ts';
import { generatorRelease, publish, store } from './fixtures/releases.ts';

const END = Date.parse('2028-01-01T00:00:00Z');
const [key, stranger] = [await createSigningKey(), await createSigningKey()];
const keys = JSON.stringify([
  { keyid: key.keyid, public_key: encodeBase64(key.publicKey), not_after: new Date(END).toISOString() },
]);

let now = Date.parse('2027-01-01T00:00:00Z');
const app = createApp({
  store,
  host: new ModelHost(store, () => now, trustPolicyOf(keys, 'yes')),
  metrics: new Metrics(),
  readyModels: [],
  access: { openInference: true, origins: [] },
  log: () => undefined,
});

/** Asks a service that demands signatures. */
async function ask(model: string): Promise<Response> {
  const context = createExecutionContext();
  const body = JSON.stringify({ model, seed: 1, clusters: columns(clusters(2)) });
  const headers = { 'content-type': 'application/json' };
  const response = await app.fetch(
    new Request('http://localhost/v1/sample', { method: 'POST', body, headers }),
    {},
    context,
  );
  await waitOnExecutionContext(context);
  return response;
}

async function refusalOf(model: string): Promise<{ type: string; code: string }> {
  const problem = await problemOf(await ask(model), 503);
  return { type: problem.type, code: problem.errors[0].code };
}

const release = (name: string) => generatorRelease({ name, version: '1.0.0', seed: 1, width: 8 });
const untrusted = (code: string) => ({ type: 'urn:hadronedge:problem:model-untrusted', code });

describe('a service that demands signatures', () => {
  beforeAll(async () => {
    const signed = await release('signed');
    await putSignature(store, await publish(signed), await signManifest(signed.manifest, key));
  });

  it('serves what a trusted key has signed', async () => {
    expect((await okJson(await ask('signed'))).hadrons.E).toHaveLength(4);
  });

  it('refuses the rest, by name', async () => {
    const digest = await publish(await release('unsigned'));
    expect(await refusalOf('unsigned')).toEqual(untrusted('unsigned'));
    const foreign = await release('foreign');
    await putSignature(store, await publish(foreign), await signManifest(foreign.manifest, stranger));
    expect(await refusalOf('foreign')).toEqual(untrusted('unknown-key'));
    const borrowed = await publish(await release('borrowed'));
    await putSignature(store, borrowed, await signManifest((await release('signed')).manifest, key));
    expect(await refusalOf('borrowed')).toEqual(untrusted('other-release'));
    const forged = await release('forged');
    const envelope = await signManifest(forged.manifest, stranger);
    const [{ sig }] = envelope.signatures;
    await putSignature(store, await publish(forged), { ...envelope, signatures: [{ keyid: key.keyid, sig }] });
    expect(await refusalOf('forged')).toEqual(untrusted('wrong-signature'));
    const unready = await problemOf(
      await app.fetch(new Request('http://localhost/readyz'), {}, createExecutionContext()),
      503,
    );
    expect(unready.errors).toContainEqual({
      model: 'unsigned@1.0.0',
      digest,
      code: 'unsigned',
      detail: 'untrusted: it carries no signature (unsigned)',
    });
  });

  it('serves what is signed later, without a restart', async () => {
    const late = await release('late');
    const digest = await publish(late);
    expect(await refusalOf('late')).toEqual(untrusted('unsigned'));
    await putSignature(store, digest, await signManifest(late.manifest, key));
    now += 60_000;
    await okJson(await ask('late'));
  });

  it('stops serving a loaded model when its key is retired', async () => {
    now = END - 1;
    await okJson(await ask('signed'));
    now = END;
    expect(await refusalOf('signed')).toEqual(untrusted('retired-key'));
  });
});

const hex = (text: string) => Uint8Array.from(text.match(/../g)!, (pair) => Number.parseInt(pair, 16));

describe('any service', () => {
  it('gives the signatures of a version to whoever wants to check them', async () => {
    const both = await release('both');
    const digest = await publish(both);
    const envelopes = await Promise.all([key, stranger].map((by) => signManifest(both.manifest, by)));
    for (const envelope of envelopes) await putSignature(store, digest, envelope);
    for (const version of ['1.0.0', digest]) {
      const response = await call(`/v1/models/both/versions/${version}/signatures`);
      expect(response.headers.get('cache-control')).toBe('no-cache');
      const { signatures, ...rest } = signaturesSchema.parse(await okJson(response));
      expect(rest).toEqual({ name: 'both', version: '1.0.0', digest });
      expect(new Set(signatures.map(({ envelope }) => envelope))).toEqual(new Set(envelopes));
    }
    await problemOf(await call('/v1/models/both/versions/9.9.9/signatures'), 404);
  });

  it('refuses rather than fails where a key has the id of another', async () => {
    const mixed = JSON.stringify([{ keyid: key.keyid, public_key: encodeBase64(stranger.publicKey) }]);
    const host = new ModelHost(store, () => now, trustPolicyOf(mixed, 'yes'));
    await expect(host.check('signed', () => undefined)).rejects.toThrow('TRUSTED_KEYS: ');
    expect(host.refusals()).toMatchObject([{ reason: 'untrusted', code: 'unknown-key' }]);
  });

  it('does not start with settings that cannot be read', () => {
    expect(trustPolicyOf()).toEqual({ required: false, keys: [] });
    expect(() => trustPolicyOf('[]', 'true')).toThrow('REQUIRE_SIGNATURES must be yes or no');
    expect(() => trustPolicyOf('{}', 'yes')).toThrow('TRUSTED_KEYS: /');
    expect(() => trustPolicyOf(keys.slice(0, -2), 'yes')).toThrow('TRUSTED_KEYS: not JSON');
  });

  it('signs as RFC 8032, section 7.1, test 2 says', async () => {
    const seed = '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb';
    const { privateKey } = await signingKeyOf(hex(`302e020100300506032b657004220420${seed}`));
    const signature = new Uint8Array(await crypto.subtle.sign('Ed25519', privateKey, hex('72')));
    expect(signature).toEqual(
      hex(
        '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da' +
          '085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
      ),
    );
  });
});
