/** A page of ListObjectsV2. */
export interface ListingPage {
  keys: string[];
  /** Token of the next page, or null at the end. */
  next: string | null;
}

/**
 * Reads the XML of a ListObjectsV2 answer. Only the elements Key and NextContinuationToken are looked for; both hold
 * text alone, so that no XML parser is needed.
 */
export function parseListing(xml: string): ListingPage {
  const keys = [...xml.matchAll(/<Key>([^<]*)<\/Key>/g)].map((match) => unescapeXml(match[1]!));
  const truncated = /<IsTruncated>\s*true\s*<\/IsTruncated>/.test(xml);
  const token = /<NextContinuationToken>([^<]*)<\/NextContinuationToken>/.exec(xml)?.[1];
  return { keys, next: truncated && token !== undefined ? unescapeXml(token) : null };
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  return text.replace(/&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));/g, (_, hex, decimal, name) => {
    if (typeof name === 'string') return NAMED[name]!;
    return String.fromCodePoint(typeof hex === 'string' ? Number.parseInt(hex, 16) : Number(decimal));
  });
}
