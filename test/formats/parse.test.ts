import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../formats/json/parse.ts';
import { faultsOf } from './support.ts';

describe('parseJson', () => {
  it('gives what JSON.parse gives', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parseJson(text, '')).toEqual(JSON.parse(text));
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it('takes colons, quotes and backslashes in strings for what they are', () => {
    const value = { 'a:"b': ':', '\\': '\\":', c: [{ d: '\\\\' }], ['__proto__x']: null };
    expect(parseJson(JSON.stringify(value), '')).toEqual(value);
  });

  it.each(['{"E":1,"E":2}', '[{"a":{"b":1,"c":[{"x":1,"\\u0078":2}]}}]', '{"__proto__":1,"__proto__":1}'])(
    'refuses a field twice: %s',
    (text) => {
      expect(faultsOf(() => parseJson(text, '/p'))).toEqual(['/p: a field must not stand twice in one object']);
    },
  );

  it('refuses what is not JSON', () => {
    for (const text of ['', '{', '[1,]', 'NaN', "{'a':1}"]) {
      expect(faultsOf(() => parseJson(text, 'line 4'))).toEqual(['line 4: must be valid JSON (is it cut short?)']);
    }
  });
});
