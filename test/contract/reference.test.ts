import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatReference, MalformedReference, parseReference } from '../../models/contract/reference.ts';

const hex = '0123456789abcdef'.repeat(4);

describe('references', () => {
  it.each([
    ['hadml-v1', { by: 'alias', name: 'hadml-v1', alias: 'stable' }],
    ['hadml-v1@stable', { by: 'alias', name: 'hadml-v1', alias: 'stable' }],
    ['hadml-v1@1.2.0', { by: 'version', name: 'hadml-v1', version: '1.2.0' }],
    ['hadml-v1@1.2.0-rc.1', { by: 'version', name: 'hadml-v1', version: '1.2.0-rc.1' }],
    [`hadml-v1@sha256:${hex}`, { by: 'digest', name: 'hadml-v1', digest: `sha256:${hex}` }],
    ['a@1', { by: 'alias', name: 'a', alias: '1' }],
    ['constructor', { by: 'alias', name: 'constructor', alias: 'stable' }],
  ])('reads %s', (text, reference) => {
    expect(parseReference(text)).toEqual(reference);
    expect(parseReference(formatReference(parseReference(text)))).toEqual(reference);
  });

  it.each([
    '',
    '@',
    '@stable',
    'a@',
    'a@b@c',
    'A',
    'a b',
    'a/b',
    '../a',
    '%2e%2e',
    'a\0',
    'a\n',
    'аlpha',
    '__proto__',
    'a@1.2',
    'a@01.2.0',
    'a@1.2.0+build',
    `a@sha256:${hex.slice(1)}`,
    `a@sha256:${hex.toUpperCase()}`,
    `a@sha512:${hex}`,
    'a'.repeat(64),
    'a'.repeat(300),
  ])('refuses %j with a reason', (text) => {
    expect(() => parseReference(text)).toThrow(MalformedReference);
  });

  it('never throws anything else, and gives back only what formats to the same meaning', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'B', '-', '@', '.', '1', '0', ':', '/', '%') }), (text) => {
        try {
          const reference = parseReference(text);
          expect(parseReference(formatReference(reference))).toEqual(reference);
          expect(formatReference(reference).startsWith(text)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedReference);
        }
      }),
      { seed: 8785, numRuns: 2000 },
    );
  });
});
