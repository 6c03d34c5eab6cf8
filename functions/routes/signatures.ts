import { createRoute, z } from '@hono/zod-openapi';
import { signatureAnswerSchema } from '../../models/contract/publishing.ts';
import { signaturesSchema } from '../../models/contract/responses.ts';
import { envelopeSchema } from '../../models/contract/signing/envelope.ts';
import { readManifest } from '../../models/registry/read.ts';
import { resolveReference } from '../../models/registry/resolve.ts';
import { readSignatures, requireAbout } from '../../models/registry/signatures.ts';
import { StoreWriter } from '../../models/registry/store-writer.ts';
import type { App, Dependencies } from '../dependencies.ts';
import { problemAt } from '../problems.ts';
import { readJson } from '../request/body.ts';
import { problemOfSignature } from '../request/manifest.ts';
import { formatOfBody } from '../request/media-types.ts';
import { parseBody, refuseQuery } from '../request/options.ts';
import { NOT_KEPT } from './caching.ts';
import { BODY_PROBLEMS, jsonBody } from './documentation.ts';
import { keyIdParam, nameParam, versionParam } from './params.ts';
import { createdOrOk, jsonResponse, LOOKUP_PROBLEMS, problemResponses } from './responses.ts';

const path = '/v1/models/{name}/versions/{version}/signatures';

const list = createRoute({
  method: 'get',
  path,
  summary: 'Who signed the version: DSSE envelopes with an in-toto statement, by key id',
  request: { params: z.object({ name: nameParam, version: versionParam }) },
  responses: { ...jsonResponse(signaturesSchema, 'The signatures'), ...problemResponses(...LOOKUP_PROBLEMS) },
});

const add = createRoute({
  method: 'put',
  path: `${path}/{keyid}`,
  summary: 'Adds a signature to a version that is published; one by the same key is replaced',
  description:
    'It must be about this very release and, where the service knows the key that it names, be made with it.',
  request: {
    params: z.object({ name: nameParam, version: versionParam, keyid: keyIdParam }),
    body: jsonBody('SignatureEnvelope'),
  },
  responses: {
    ...createdOrOk(signatureAnswerSchema, 'Stored', 'It was there already, or replaces another one by the same key'),
    ...problemResponses(
      ...BODY_PROBLEMS,
      ...LOOKUP_PROBLEMS,
      'invalid-data',
      'invalid-option',
      'invalid-release',
      'untrusted-release',
    ),
  },
});

/** `GET /v1/models/{name}/versions/{version}/signatures`, never kept since more may come, and `PUT …/{keyid}`. */
export function mountSignatures(app: App, { store, host }: Dependencies): void {
  app.openapi(list, async (c) => {
    const { name, version: which } = c.req.valid('param');
    const { version, digest } = await resolveReference(store, `${name}@${which}`);
    const found = await readSignatures(store, digest);
    return c.json({ name, version, digest, signatures: found }, 200, { 'Cache-Control': 'no-cache' });
  });
  app.openapi(add, async (c) => {
    formatOfBody(c.req.header('content-type'), ['json']);
    refuseQuery(c.req.url);
    const { name, version: which, keyid } = c.req.valid('param');
    const envelope = parseBody(envelopeSchema, await readJson(c.req.raw));
    if (envelope.signatures[0].keyid !== keyid) {
      throw problemAt('invalid-data', '/signatures/0/keyid', `the address says ${keyid}`);
    }
    const { version, digest } = await resolveReference(store, `${name}@${which}`);
    const manifest = await readManifest(store, digest);
    const outcome = await Promise.resolve()
      .then(() => requireAbout(envelope, manifest, digest))
      .then(() => host.judgeSignature(manifest, digest, envelope))
      .then(() => new StoreWriter(store).putSignature(name, digest, envelope))
      .catch((error: unknown) => {
        throw problemOfSignature(error);
      });
    return c.json({ name, version, digest, keyid, outcome }, outcome === 'written' ? 201 : 200, NOT_KEPT);
  });
}
