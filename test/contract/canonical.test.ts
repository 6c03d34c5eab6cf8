import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalBytes, canonicalJson } from '../../models/contract/canonical.ts';
import { sha256Digest } from '../../models/contract/digest.ts';
import { formatLockfile, parseLockfile } from '../../models/contract/lockfile.ts';

describe('canonicalJson', () => {
  it('gives the text of the example in RFC 8785, section 3.2.2 and 3.2.3', () => {
    const value: unknown = JSON.parse(
      '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],' +
        '"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
    );
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it('sorts keys by UTF-16 code units (RFC 8785, section 3.2.3)', () => {
    // The RFC's order: CR, 1, U+0080, o with diaeresis, euro sign, an emoji by its surrogates, then U+FB33.
    const keys = ['\u20ac', '\r', '\ufb33', '1', '\u{1f600}', '\u0080', '\u00f6'];
    const sorted = Object.keys(JSON.parse(canonicalJson(Object.fromEntries(keys.map((key) => [key, 0])))) as object);
    const expected = ['\r', '1', '\u0080', '\u00f6', '\u20ac', '\u{1f600}', '\ufb33'];
    expect(new Set(sorted)).toEqual(new Set(expected));
    const text = canonicalJson(Object.fromEntries(keys.map((key) => [key, 0])));
    const places = expected.map((key) => text.indexOf(JSON.stringify(key)));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it('is the same text whatever the order of the keys, and reads back as the same value', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).toReversed());
        expect(canonicalJson(reversed)).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { seed: 8785, numRuns: 300 },
    );
  });

  it.each([undefined, Number.NaN, Number.POSITIVE_INFINITY, { a: Number.NaN }, '\ud800'])('refuses %j', (value) => {
    expect(() => canonicalJson(value)).toThrow(Error);
  });
});

describe('sha256Digest', () => {
  it('is the sha256 of FIPS 180-4, appendix B.1, and of node:crypto', async () => {
    expect(await sha256Digest(new Uint8Array([97, 98, 99]))).toBe(
      'sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
    const bytes = canonicalBytes({ b: 1, a: [1.5, 'é'] });
    expect(await sha256Digest(bytes)).toBe(`sha256:${createHash('sha256').update(bytes).digest('hex')}`);
  });
});

describe('lockfile', () => {
  const entry = { name: 'b', version: '1.0.0', digest: `sha256:${'0'.repeat(64)}` };
  const lockfile = {
    schema: 'hadronedge/lock/1',
    models: { b: { ...entry, alias_revision: 3 }, 'a@1.0.0': entry },
  } as const;

  it('is sorted, reads back, and is the same text again', () => {
    const text = formatLockfile(lockfile);
    expect(text.indexOf('a@1.0.0')).toBeLessThan(text.indexOf('"b":'));
    expect(parseLockfile(text)).toEqual(lockfile);
    expect(formatLockfile(parseLockfile(text))).toBe(text);
    expect(text.endsWith('}\n')).toBe(true);
  });

  it.each([
    ['{}'],
    ['[]'],
    ['{'],
    [formatLockfile(lockfile).replace('lock/1', 'lock/2')],
    [formatLockfile(lockfile).replace('sha256:', 'sha1:')],
    [formatLockfile(lockfile).replace('"version"', '"versions"')],
  ])('refuses %j', (text) => {
    expect(() => parseLockfile(text)).toThrow(Error);
  });
});
