import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../formats/json/parse.ts';
import { faultsOf, formatErrorOf, resultOf } from './support.ts';

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

  it.each([
    ['', 'line 4: must be valid JSON: a value is expected, but the text ends here (is it cut short?)'],
    ['{"a":[1,2', "line 4 /a/1: must be valid JSON: ',' or ']' is expected, but the text ends here (is it cut short?)"],
    ['{"a":"b', 'line 4 /a: must be valid JSON: a string must be whole, but the text ends here (is it cut short?)'],
    ['[1,]', 'line 4 /1: must be valid JSON: a value is expected'],
    ['{"E":[1,{"x":-Infinity}]}', 'line 4 /E/1/x: must be valid JSON: a number must be finite'],
    [' [ {"a":[] , "b~/" : NaN', 'line 4 /0/b~0~1: must be valid JSON: a number must be finite'],
    ["{'a':1}", 'line 4: must be valid JSON: the name of a field, in double quotes, is expected'],
    ['{"a" 1}', "line 4 /a: must be valid JSON: ':' is expected"],
    ['{"a":{},"b":"\\x"}', 'line 4 /b: must be valid JSON: a string must be whole'],
    ['[01]', "line 4 /0: must be valid JSON: ',' or ']' is expected"],
    ['{"a":"\\"\\u00e9"} 7', 'line 4: must be valid JSON: nothing may follow'],
  ])('names the value where a text stops being JSON: %s', (text, fault) => {
    expect(faultsOf(() => parseJson(text, 'line 4'))).toEqual([fault]);
  });

  it('finds a fault in any text that JSON.parse refuses, of any depth and length', () => {
    const broken = fc.tuple(fc.json(), fc.nat(), fc.string()).map(([text, at, more]) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + more + text.slice(place + 1);
    });
    fc.assert(
      fc.property(broken, (text) => {
        const { kind } = resultOf(() => ({ kind: typeof parseJson(text, '') })) as { kind: string };
        expect(['syntax', 'object', 'number', 'string', 'boolean']).toContain(kind);
      }),
      { seed: 2, numRuns: 2000 },
    );
    const long = 1_000_000;
    for (const text of [
      '['.repeat(long),
      `"${'a'.repeat(long)}`,
      `${'1'.repeat(long)}x`,
      `"${'\\n'.repeat(long)}`,
      ' '.repeat(long),
    ]) {
      expect(formatErrorOf(() => parseJson(text, '')).kind).toBe('syntax');
    }
  });

  it('counts objects and arrays before it builds them', () => {
    expect(parseJson('[{},[]]', '', { containers: 3 })).toEqual([{}, []]);
    expect(faultsOf(() => parseJson('[{},[]]', '', { containers: 2 }))).toEqual([
      ': at most 2 objects and arrays are accepted (limit containers)',
    ]);
  });
});
