import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { parseKey } from '../../models/registry/keys.ts';

it('docs/registry.md has a row for every kind of key, with an example that is one', () => {
  const text = readFileSync(resolve(import.meta.dirname, '../../docs/registry.md'), 'utf8');
  const table = text.slice(text.indexOf('## Every key'), text.indexOf('Names are'));
  const rows = table.split('\n').filter((line) => line.startsWith('| `'));
  const kinds = rows.map((row) => {
    const [pattern, , , example] = row
      .slice(1, -1)
      .split(' | ')
      .map((cell) => cell.trim().replaceAll('`', ''));
    const fixed = pattern!.split('/').filter((part) => !part.includes('<'));
    expect(
      example!.split('/').filter((part) => fixed.includes(part)),
      row,
    ).toEqual(fixed);
    return parseKey(example!)?.kind;
  });
  expect(kinds).toEqual([
    'blob',
    'manifest',
    'signature',
    'version',
    'alias',
    'alias-move',
    'state',
    'state-move',
    'token',
  ]);
});
