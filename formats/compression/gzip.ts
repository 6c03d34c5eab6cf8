/** Bytes given to the platform at a time: what it makes of them (at most 1032 times as many) is seen before more. */
const SLICE = 4096;

/** Fills `output` from gzip; false where the data are damaged, or hold less or more than fits. */
export async function gunzip(input: Uint8Array, output: Uint8Array): Promise<boolean> {
  const { readable, writable } = new DecompressionStream('gzip');
  const fed = feed(writable.getWriter(), input);
  const reader = readable.getReader();
  try {
    const whole = await drain(reader, output);
    if (!whole) await reader.cancel();
    return whole && (await fed);
  } catch {
    return false;
  }
}

/** Gives all bytes to the platform; false where it takes no more of them. */
async function feed(writer: DecompressionWriter, input: Uint8Array): Promise<boolean> {
  try {
    for (let at = 0; at < input.length; at += SLICE) await writer.write(input.slice(at, at + SLICE));
    await writer.close();
    return true;
  } catch {
    return false;
  }
}

async function drain(reader: DecompressionReader, output: Uint8Array): Promise<boolean> {
  let filled = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done || !value) return filled === output.length;
    if (filled + value.length > output.length) return false;
    output.set(value, filled);
    filled += value.length;
  }
}

interface DecompressionWriter {
  write(chunk: Uint8Array<ArrayBuffer>): Promise<void>;
  close(): Promise<void>;
}

interface DecompressionReader {
  read(): Promise<{ done: boolean; value?: Uint8Array | undefined }>;
  cancel(): Promise<void>;
}
