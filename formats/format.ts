/** The formats that event and cluster sets come in, with their media types and the extensions of their files. */
export const FORMATS = {
  json: { label: 'JSON', mediaType: 'application/json', extensions: ['json'] },
  ndjson: { label: 'NDJSON', mediaType: 'application/x-ndjson', extensions: ['ndjson', 'jsonl'] },
  dat: { label: 'HadML .dat', mediaType: 'text/vnd.hadml.dat', extensions: ['dat'] },
  hepmc3: { label: 'HepMC3 Asciiv3', mediaType: 'text/vnd.hepmc3', extensions: ['hepmc3', 'hepmc'] },
  arrow: {
    label: 'Arrow IPC stream',
    mediaType: 'application/vnd.apache.arrow.stream',
    extensions: ['arrows', 'arrow', 'ipc'],
  },
  parquet: { label: 'Parquet', mediaType: 'application/vnd.apache.parquet', extensions: ['parquet'] },
} as const satisfies Record<string, { label: string; mediaType: string; extensions: readonly string[] }>;

export type Format = keyof typeof FORMATS;

/** Every format, in the order in which they are offered. */
export const FORMAT_NAMES = Object.keys(FORMATS) as Format[];

/** The format whose files have an extension (without the dot, any case); undefined where none has. */
export function formatOfExtension(extension: string): Format | undefined {
  const wanted = extension.toLowerCase();
  return FORMAT_NAMES.find((name) => FORMATS[name].extensions.some((known) => known === wanted));
}

/** Compressed files have the extension of the compression behind that of the format: `events.hepmc3.gz`. */
export const COMPRESSED = /\.(gz|zst)$/i;

/** The format that a file's name tells; undefined where it tells none. */
export function formatOfFile(file: string): Format | undefined {
  const extension = /\.([A-Za-z0-9]+)$/.exec(file.replace(COMPRESSED, ''))?.[1];
  return extension === undefined ? undefined : formatOfExtension(extension);
}
