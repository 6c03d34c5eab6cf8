import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { LargeSetsClient } from '../../client/large-sets.ts';
import type { Format } from '../../formats/format.ts';
import { Progress } from '../progress.ts';
import { calling } from '../service.ts';

const MB = 1e6;
const CHUNK = 1 << 20;

const megabytes = (bytes: number): number => Math.round(bytes / (MB / 10)) / 10;

/**
 * Stores a file in the service, in parts, and gives its digest. Parts that are there are not sent again: a second call goes
 * on where the first was cut, and does nothing where the file is stored already.
 */
export async function uploadFile(client: LargeSetsClient, name: string, format: Format): Promise<string> {
  const file = await open(name, 'r');
  try {
    const { size } = await file.stat();
    const digest = await digestOf(file, size);
    const upload = await calling(client.beginUpload(digest, size, format));
    if (upload.complete) return digest;
    await sendParts(client, file, upload);
    await calling(client.completeUpload(digest));
    return digest;
  } finally {
    await file.close();
  }
}

async function digestOf(file: FileHandle, size: number): Promise<string> {
  const hash = createHash('sha256');
  const progress = new Progress('hash', megabytes(size), 'MB');
  let bytes = 0;
  for await (const chunk of file.createReadStream({ start: 0, autoClose: false, highWaterMark: CHUNK })) {
    const part: Uint8Array = chunk;
    hash.update(part);
    bytes += part.length;
    progress.update(megabytes(bytes));
  }
  progress.finish();
  return `sha256:${hash.digest('hex')}`;
}

interface Parts {
  id: string;
  bytes: number;
  part_bytes: number;
  parts: number;
  received: number[];
}

async function sendParts(client: LargeSetsClient, file: FileHandle, upload: Parts): Promise<void> {
  const { id, bytes, part_bytes: size, parts } = upload;
  const there = new Set(upload.received);
  const progress = new Progress('upload', megabytes(bytes), 'MB');
  for (let number = 0; number < parts; number++) {
    const start = number * size;
    if (!there.has(number)) {
      const part = new Uint8Array(Math.min(size, bytes - start));
      await file.read(part, 0, part.length, start);
      await calling(client.putPart(id, number, part));
    }
    progress.update(megabytes(Math.min(bytes, start + size)));
  }
  progress.finish();
}
