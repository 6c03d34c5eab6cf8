import type { ListedObject } from '../../models/registry/store.ts';

/** A page of ListObjectsV2. */
export interface ListingPage {
  objects: ListedObject[];
  /** Where the listing has a delimiter: the prefixes that stand for everything below them. */
  prefixes: string[];
  /** Token of the next page, or null at the end. */
  next: string | null;
}

/**
 * Reads the XML of a ListObjectsV2 answer. Only a few elements are looked for, each of which holds text alone, so that
 * no XML parser is needed. Throws SyntaxError where an object has no key, size or time.
 */
export function parseListing(xml: string): ListingPage {
  const objects = [...xml.matchAll(/<Contents>([\s\S]*?)<\/Contents>/g)].map((match) => parseObject(match[1]!));
  const groups = [...xml.matchAll(/<CommonPrefixes>([\s\S]*?)<\/CommonPrefixes>/g)];
  const truncated = /<IsTruncated>\s*true\s*<\/IsTruncated>/.test(xml);
  const token = textOf(xml, 'NextContinuationToken');
  return {
    objects,
    prefixes: groups.map((match) => textOf(match[1]!, 'Prefix') ?? ''),
    next: truncated && token !== undefined ? token : null,
  };
}

function parseObject(xml: string): ListedObject {
  const [key, size, modified] = ['Key', 'Size', 'LastModified'].map((name) => textOf(xml, name));
  const [bytes, time] = [Number(size), Date.parse(modified ?? '')];
  if (key === undefined || size === undefined || !Number.isSafeInteger(bytes) || Number.isNaN(time)) {
    throw new SyntaxError('the bucket lists an object without key, size or time');
  }
  return { key, bytes, modified: time };
}

function textOf(xml: string, element: string): string | undefined {
  const text = new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1];
  return text === undefined ? undefined : unescapeXml(text);
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  return text.replace(/&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));/g, (_, hex, decimal, name) => {
    if (typeof name === 'string') return NAMED[name]!;
    return String.fromCodePoint(typeof hex === 'string' ? Number.parseInt(hex, 16) : Number(decimal));
  });
}
