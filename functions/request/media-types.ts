import { FORMAT_NAMES, FORMATS, type Format } from '../../formats/format.ts';
import { ProblemError } from '../problems.ts';

/** Media type of each format. */
export const mediaTypeOf = (format: Format): string => FORMATS[format].mediaType;

/** `type/subtype` of a header value, in lower case, without parameters. */
const essence = (value: string): string => (value.split(';', 1)[0] ?? '').trim().toLowerCase();

/**
 * The format of the body, one of those taken. Throws a problem (415) where it is none of them, or not UTF-8; `others` are
 * media types to name there as well.
 */
export function formatOfBody(
  contentType: string | undefined,
  taken: readonly Format[] = FORMAT_NAMES,
  others: readonly string[] = [],
): Format {
  const media = essence(contentType ?? '');
  const format = taken.find((name) => mediaTypeOf(name) === media);
  const charset = /;\s*charset="?([^";\s]+)/i.exec((contentType ?? '').slice(0, 200))?.[1]?.toLowerCase();
  if (format && (charset === undefined || charset === 'utf-8' || charset === 'utf8')) return format;
  const list = [...taken.map(mediaTypeOf), ...others].join(', ');
  throw new ProblemError('unsupported-media-type', `Content-Type must be one of ${list}, in UTF-8`, {
    headers: { Accept: list },
  });
}

interface Range {
  media: string;
  quality: number;
}

function rangesOf(accept: string): Range[] {
  return accept
    .slice(0, 2000)
    .split(',', 50)
    .map((part) => {
      const quality = /;\s*q=([0-9.]{1,6})/i.exec(part)?.[1];
      return { media: essence(part), quality: quality === undefined ? 1 : Number(quality) || 0 };
    });
}

/** How much a format is wanted: the quality of the most specific range that covers it, 0 where none does. */
function qualityOf(ranges: Range[], media: string): number {
  const group = `${media.split('/', 1)[0]}/*`;
  for (const wanted of [media, group, '*/*']) {
    const range = ranges.find((r) => r.media === wanted);
    if (range) return range.quality;
  }
  return 0;
}

/**
 * The format of the answer: what `Accept` wants most among those on offer; where it leaves the choice open, the
 * request's own format if on offer, else the first on offer. Throws a problem (406) where nothing fits.
 */
export function formatOfAnswer(accept: string | undefined, offered: readonly Format[], own: Format): Format {
  const order = offered.includes(own) ? [own, ...offered.filter((name) => name !== own)] : offered;
  const ranges = accept?.trim() ? rangesOf(accept) : [{ media: '*/*', quality: 1 }];
  let best: Format | undefined;
  let bestQuality = 0;
  for (const format of order) {
    const quality = qualityOf(ranges, mediaTypeOf(format));
    if (quality > bestQuality) [best, bestQuality] = [format, quality];
  }
  if (best) return best;
  const list = offered.map(mediaTypeOf).join(', ');
  throw new ProblemError('not-acceptable', `this answer can be had as ${list}`);
}

/** The form of an answer: `.dat` has a second one, which `Accept: text/vnd.hadml.dat;form=history` asks for. */
export function formOfAnswer(accept: string | undefined, format: Format): Format | 'dat-history' {
  const asks = /text\/vnd\.hadml\.dat[^,]{0,100};\s*form=history/i.test((accept ?? '').slice(0, 2000));
  return format === 'dat' && asks ? 'dat-history' : format;
}
