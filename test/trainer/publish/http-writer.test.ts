import { describe, expect, it } from 'vitest';
import { HttpWriter } from '../../../trainer/publish/http-writer.ts';
import { ServiceError } from '../../../trainer/publish/service-error.ts';
import { generatorRelease } from '../../registry/release-fixture.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const blob = { role: 'model' as const, digest, bytes: 3, media_type: 'application/octet-stream' };
const bytes = new Uint8Array([1, 2, 3]);
const stored = { digest, bytes: 3, outcome: 'written' };

/** A writer whose requests are answered one after the other, and what it asked. */
function answering(...answers: (Response | Error)[]) {
  const asked: { url: string; init: RequestInit }[] = [];
  const fetcher: typeof fetch = async (url, init) => {
    asked.push({ url: url as string, init: init! });
    const answer = answers.shift() ?? new TypeError('no more answers');
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const target = { serviceUrl: 'https://service.test/', token: 'secret-token' };
  return { writer: new HttpWriter(target, { fetch: fetcher, backoffMs: 1 }), asked };
}

const problem = (status: number, kind: string, detail = 'so it is') =>
  Response.json({ type: `urn:hadronedge:problem:${kind}`, title: kind, status, detail }, { status });

describe('HttpWriter', () => {
  it('sends the bytes with the token, to the address of their digest, and follows no redirect', async () => {
    const { writer, asked } = answering(Response.json(stored, { status: 201 }));
    expect(await writer.putBlob(blob, bytes)).toBe('written');
    expect(asked[0]!.url).toBe(`https://service.test/v1/blobs/${digest}`);
    expect(asked[0]!.init).toMatchObject({ method: 'PUT', body: bytes, redirect: 'manual' });
    expect(new Headers(asked[0]!.init.headers).get('authorization')).toBe('Bearer secret-token');
    const moved = answering(new Response('', { status: 307, headers: { location: 'https://elsewhere.test' } }));
    await expect(moved.writer.putBlob(blob, bytes)).rejects.toThrow('answered 307');
    expect(moved.asked).toHaveLength(1);
  });

  it('asks again where no answer came or the service was busy, with the same id', async () => {
    const moved = { alias: 'stable', version: '1.0.0', digest, revision: 1, outcome: 'moved' };
    const { writer, asked } = answering(new TypeError('reset'), problem(503, 'busy'), Response.json(moved));
    const change = { version: '1.0.0', who: 'a', why: 'b', when: '2026-11-02T00:00:00Z', expectedRevision: 0 };
    expect((await writer.moveAlias('gen', 'stable', change)).pointer.revision).toBe(1);
    const ids = asked.map(({ init }) => JSON.parse(new TextDecoder().decode(init.body as Uint8Array)).id);
    expect(new Set(ids).size).toBe(1);
    expect(ids).toHaveLength(3);
    expect(new Headers(asked[0]!.init.headers).get('if-none-match')).toBe('*');
  });

  it('gives up after five attempts, and says what the service said last', async () => {
    const away = answering(...Array.from({ length: 5 }, () => new TypeError('no route')));
    await expect(away.writer.publishedDigest('gen', '1.0.0')).rejects.toThrow('https://service.test does not answer');
    const ill = answering(...Array.from({ length: 5 }, () => problem(500, 'internal', 'it failed')));
    await expect(ill.writer.putBlob(blob, bytes)).rejects.toThrow('500 it failed');
    expect(ill.asked).toHaveLength(5);
  });

  it.each([
    [409, 'version-conflict', 'version-conflict'],
    [412, 'revision-conflict', 'alias-conflict'],
    [422, 'invalid-release', 'invalid-release'],
    [422, 'refused-by-gate', 'gate'],
    [400, 'digest-mismatch', 'invalid-release'],
    [410, 'yanked', 'yanked'],
  ])('takes %i %s for the registry error that it is', async (status, kind, reason) => {
    const { writer, asked } = answering(problem(status, kind));
    await expect(writer.putBlob(blob, bytes)).rejects.toMatchObject({ reason, message: 'so it is' });
    expect(asked).toHaveLength(1);
  });

  it('takes other refusals and other services for what they are, and never shows the token', async () => {
    const answers = [problem(401, 'unauthorized'), problem(403, 'forbidden'), new Response('hello')];
    answers.push(new Response('bad gateway', { status: 404 }), Response.json({ hello: 'world' }));
    for (const answer of answers) {
      const error: any = await answering(answer)
        .writer.putBlob(blob, bytes)
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ServiceError);
      expect(error.message).not.toContain('secret-token');
    }
  });

  it('does not believe a service that published other bytes', async () => {
    const { manifest } = await generatorRelease();
    const answer = { name: 'gen', version: '1.0.0', digest, outcome: 'published', manifest: 'written' };
    await expect(answering(Response.json(answer)).writer.putVersion(manifest)).rejects.toThrow(
      'the manifest is sha256:',
    );
  });
});
