import { expect, it } from 'vitest';
import { sha256Digest } from '../../models/contract/digest.ts';
import { blobKey } from '../../models/registry/keys.ts';
import { UploadFault, type UploadStore } from '../../models/registry/upload-store.ts';

/** A stream of chunks, which then ends, or breaks. */
function streamOf(chunks: Uint8Array[], breaks = false): ReadableStream<Uint8Array> {
  let next = 0;
  return new ReadableStream({
    pull(controller) {
      const chunk = chunks[next++];
      if (chunk) controller.enqueue(chunk);
      else if (breaks) controller.error(new Error('the line went dead'));
      else controller.close();
    },
  });
}

/** Bytes cut into chunks of unequal length. */
function chunksOf(bytes: Uint8Array): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let from = 0, size = 1; from < bytes.length; from += size, size = (size * 7) % 61 || 1) {
    chunks.push(bytes.slice(from, from + size));
  }
  return chunks;
}

const reasonOf = (error: unknown): unknown => (error instanceof UploadFault ? error.reason : error);

/** 1,000 bytes of their own, and what an upload of them must say. */
async function blob(phase: number) {
  const bytes = Uint8Array.from({ length: 1000 }, (_, i) => (i * 31 + phase) % 251);
  const digest = await sha256Digest(bytes);
  return { bytes, key: blobKey(digest), expected: { bytes: bytes.length, digest } };
}

/** What every UploadStore keeps to, beside `describeStore`. */
export function describeUploads(open: () => UploadStore): void {
  it('takes an upload chunk by chunk, again, and over damaged bytes', async () => {
    const store = open();
    const { bytes, key, expected } = await blob(1);
    await store.upload(key, streamOf(chunksOf(bytes)), expected);
    expect((await store.get(key))?.bytes).toEqual(bytes);
    await store.upload(key, streamOf([bytes]), expected);
    expect((await store.get(key))?.bytes).toEqual(bytes);
  });

  it('stores nothing of an upload that breaks off or ends early, at any of 20 offsets', async () => {
    const store = open();
    const { bytes, key, expected } = await blob(2);
    for (let cut = 0; cut < 20; cut++) {
      const part = chunksOf(bytes.slice(0, cut * 50));
      for (const breaks of [true, false]) {
        const fault = await store.upload(key, streamOf(part, breaks), expected).catch(reasonOf);
        expect(fault).toBe(breaks ? 'broken' : 'length');
        expect(await store.has(key)).toBe(false);
      }
    }
    const late = await store.upload(key, streamOf(chunksOf(bytes), true), expected).catch(reasonOf);
    expect(late).toBe('broken');
    expect(await store.has(key)).toBe(false);
    await store.upload(key, streamOf(chunksOf(bytes)), expected);
    expect((await store.get(key))?.bytes).toEqual(bytes);
  });

  it('stores nothing of an upload that is longer, or of other bytes, and leaves what was there', async () => {
    const store = open();
    const { bytes, key, expected } = await blob(3);
    const longer = [...chunksOf(bytes), new Uint8Array([1])];
    const other = bytes.with(bytes.length - 1, bytes.at(-1)! ^ 1);
    for (const present of [false, true]) {
      if (present) await store.upload(key, streamOf([bytes]), expected);
      expect(await store.upload(key, streamOf(longer), expected).catch(reasonOf)).toBe('length');
      expect(await store.upload(key, streamOf([other]), expected).catch(reasonOf)).toBe('digest');
      expect((await store.get(key))?.bytes ?? null).toEqual(present ? bytes : null);
    }
  });
}
