import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modelsTable } from '../../cli/commands/models.ts';
import { modelListSchema } from '../../models/contract/responses.ts';
import { describeModel } from '../../models/registry/list.ts';
import { hadronedge } from './command-line.ts';
import { type RegistryService, startRegistryService } from './registry-service.ts';

describe('hadronedge models', () => {
  let service: RegistryService;
  beforeAll(async () => {
    service = await startRegistryService();
  });
  afterAll(() => service.stop());

  it('says when there are none, lists versions with their aliases, and prints JSON for machines', async () => {
    const models = (...args: string[]) => hadronedge(['models', '--url', service.url, ...args], tmpdir());
    expect((await models()).stdout).toBe('no models are published there\n');
    const first = await service.publish('1.0.0', 'stable');
    await service.publish('1.1.0', 'next');
    const { stdout, code, stderr } = await models();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.split('\n');
    expect(lines[0]).toMatch(/^MODEL +KIND +VERSION +ALIAS +DIGEST +CREATED +CERTIFICATE$/);
    expect(lines[1]).toMatch(/^gen +generator +1\.1\.0 +next /);
    expect(lines[2]).toMatch(new RegExp(`^gen +generator +1\\.0\\.0 +stable +${first.slice(7, 19)} +2026-11-01 +-$`));
    const json: unknown = JSON.parse((await models('--json')).stdout);
    expect(modelListSchema.parse(json).models[0]!.aliases['stable']!.digest).toBe(first);
  });

  it('lines columns up and shows headline numbers with error and floor', async () => {
    const model = await describeModel(service.store, 'gen');
    const summary = { auc: 0.61234, auc_error: 0.0123, w1_angles: 0.0101, w1_angles_floor: 0.0081, more: 1, most: 2 };
    const table = modelsTable(
      model.versions.map((version, i) => ({ model, version, summary: i === 0 ? summary : null })),
    );
    const [header, first, second] = table.split('\n');
    const at = header!.indexOf('CERTIFICATE');
    expect(first!.slice(at)).toBe('auc 0.612 +- 0.01, w1_angles 0.0101 (floor 0.0081), more 1');
    expect(second!.slice(at)).toBe('-');
  });

  it('marks versions that are deprecated or yanked, and says why', async () => {
    const model = await describeModel(service.store, 'gen');
    const [newest, older] = model.versions;
    const table = modelsTable([
      { model, version: newest!, summary: null },
      { model, version: { ...older!, state: 'yanked', why: 'masses in MeV' }, summary: null },
    ]);
    const lines = table.split('\n');
    expect(lines[2]).toMatch(/^gen +generator +1\.0\.0 \(yanked\) +stable /);
    expect(lines[1]!.indexOf('next')).toBe(lines[2]!.indexOf('stable'));
    expect(lines.slice(3)).toEqual(['', 'gen@1.0.0 is yanked: masses in MeV', '']);
  });

  it('says in one line when no service answers, or the address is none', async () => {
    const away = await hadronedge(['models', '--url', 'http://127.0.0.1:9'], tmpdir());
    expect(away).toMatchObject({ code: 4, stdout: '' });
    expect(away.stderr.trim().split('\n')).toHaveLength(1);
    expect((await hadronedge(['models', '--url', 'nowhere'], tmpdir())).code).toBe(2);
  });
});
