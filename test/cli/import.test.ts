import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hadronedge } from './command-line.ts';

const FIXTURES = resolve(import.meta.dirname, '../fixtures/outside');
const model = join(FIXTURES, 'keras-style-opset9.onnx');
const spec = join(FIXTURES, 'keras-style.json');

describe('hadronedge import', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hadronedge-import-'));
    await writeFile(join(folder, 'broken.json'), '{"schema":"hadronedge/import/1"}');
    await writeFile(join(folder, 'broken.onnx'), 'not a model');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('says in one line what is wrong, and leaves nothing behind', async () => {
    const cases: [string[], number, string][] = [
      [[model, '--out', 'r'], 2, 'spec'],
      [[model, '--spec', spec], 2, 'out'],
      [[model, '--spec', 'none.json', '--out', 'r'], 3, 'cannot read none.json'],
      [[model, '--spec', 'broken.json', '--out', 'r'], 3, 'broken.json: the spec breaks a rule at /name'],
      [['none.onnx', '--spec', spec, '--out', 'r'], 3, 'cannot read none.onnx'],
      [['broken.onnx', '--spec', spec, '--out', 'r'], 3, 'not an ONNX file'],
      [[join(FIXTURES, 'skl2onnx-opset9.onnx'), '--spec', spec, '--out', 'r'], 3, 'has the inputs "X"'],
      [[model, '--spec', spec, '--out', 'r', '--events', '3'], 2, '--events'],
      [[model, '--spec', spec, '--out', folder], 3, 'never overwritten'],
    ];
    for (const [args, code, text] of cases) {
      const done = await hadronedge(['import', ...args], folder);
      expect(done, args.join(' ')).toMatchObject({ code, stdout: '' });
      expect(done.stderr).toContain(text);
      expect(done.stderr.trim().split('\n')).toHaveLength(1);
    }
    expect(existsSync(join(folder, 'r'))).toBe(false);
  });
});
