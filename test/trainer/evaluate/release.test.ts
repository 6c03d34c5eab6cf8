import { existsSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { certificateSchema } from '../../../models/contract/certificate.ts';
import { sha256Digest } from '../../../models/contract/digest.ts';
import { manifestSchema } from '../../../models/contract/manifest.ts';
import { evaluateModel } from '../../../trainer/evaluate/evaluate.ts';
import { readSubject } from '../../../trainer/evaluate/subject.ts';
import { makeRelease } from '../../../trainer/release.ts';
import { generatorRun, QUICK_CLASSIFIER, scorerRun } from './run-fixture.ts';

const title = { name: 'test-model', version: '1.0.0', licence: 'Apache-2.0' };
const options = {
  events: 300,
  classifier: QUICK_CLASSIFIER,
  floorSamples: 3,
  created: new Date('2026-01-01T00:00:00Z'),
};
const bytesOf = async (path: string) => new Uint8Array(await readFile(path));

/** A certificate's headlines, but for the number of bars that failed. */
const figures = ({ bars_failed: _bars, ...rest }: Record<string, number>) => rest;

describe('making a release', () => {
  it('writes a whole release of a generator, the same bytes twice', async () => {
    const run = await generatorRun();
    const [one, two] = [join(dirname(run), 'one'), join(dirname(run), 'two')];
    const release = await makeRelease(run, one, title, options);
    const again = await makeRelease(run, two, title, options);
    expect(again.digest).toBe(release.digest);
    expect((await readdir(one)).toSorted()).toEqual([
      'certificate.html',
      'certificate.json',
      'manifest.json',
      'model.onnx',
      'reference.json',
    ]);
    for (const file of await readdir(one))
      expect(await bytesOf(join(two, file))).toEqual(await bytesOf(join(one, file)));
    const manifest = manifestSchema.parse(JSON.parse(await readFile(join(one, 'manifest.json'), 'utf8')));
    for (const [role, file] of [
      ['model', 'model.onnx'],
      ['reference', 'reference.json'],
      ['certificate', 'certificate.json'],
    ])
      expect(manifest.blobs.find((blob) => blob.role === role)!.digest).toBe(
        await sha256Digest(await bytesOf(join(one, file!))),
      );
    expect(manifest.data.at(-1)).toMatchObject({ use: 'certificate', events: 3 * 300 + 2 * 150, seed: '40' });
    // an untrained network is no generator, and the certificate says so
    const certificate = certificateSchema.parse(JSON.parse(await readFile(join(one, 'certificate.json'), 'utf8')));
    expect(certificate.bars.find(({ name }) => name === 'W1 angles')).toMatchObject({ met: false, bar: 0.0228 });
    expect(certificate.bars.find(({ name }) => name === 'mass shell')).toMatchObject({ met: true });
    // the certificate is that of the released bytes: judging the release gives it again, less the untrained network and its bar
    const rejudged = await evaluateModel(await readSubject(one), options);
    expect(rejudged.model).toBe(certificate.model);
    expect(figures(rejudged.summary)).toEqual(figures(certificate.summary));
    await rm(dirname(run), { recursive: true });
  });

  it('writes a release of a scorer, whose certificate finds it without use', async () => {
    const run = await scorerRun();
    const out = join(dirname(run), 'out');
    const { certificate } = await makeRelease(run, out, title, options);
    expect(certificate.kind).toBe('scorer');
    expect(certificate.bars.find(({ name }) => name === 'AUC against observables')).toMatchObject({ met: false });
    const other = await makeRelease(run, join(dirname(run), 'other'), title, options);
    expect(other.certificate).toEqual(certificate);
    await rm(dirname(run), { recursive: true });
  });

  it('overwrites nothing, and leaves nothing behind where it fails', async () => {
    const run = await scorerRun();
    await expect(makeRelease(run, run, title, options)).rejects.toThrow('is there already');
    const reference = JSON.parse(await readFile(join(run, 'reference.json'), 'utf8'));
    reference.outputs.logit.data[3] += 0.01;
    await writeFile(join(run, 'reference.json'), JSON.stringify(reference));
    const out = join(dirname(run), 'out');
    await expect(makeRelease(run, out, title, options)).rejects.toThrow('does not repeat its reference run');
    expect(existsSync(out)).toBe(false);
    expect(await readdir(dirname(run))).toEqual(['run']);
    await rm(dirname(run), { recursive: true });
  });
});

describe('reading what is to be judged', () => {
  it('names the file, the place and the rule', async () => {
    const run = await scorerRun();
    await expect(readSubject(dirname(run))).rejects.toThrow('no training run (training.json) and no release');
    const record = JSON.parse(await readFile(join(run, 'training.json'), 'utf8'));
    await writeFile(
      join(run, 'training.json'),
      JSON.stringify({ ...record, training: { ...record.training, steps: -1 } }),
    );
    await expect(readSubject(run)).rejects.toThrow(/training\.json: \/training\/steps: .*>=0/);
    await writeFile(join(dirname(run), 'checkpoint.safetensors'), '');
    await expect(readSubject(dirname(run))).rejects.toThrow('a training that has not ended');
    await writeFile(join(run, 'training.json'), '{');
    await expect(readSubject(run)).rejects.toThrow('is not JSON');
    await rm(dirname(run), { recursive: true });
  });

  it('refuses events that training saw, and a truth that nobody knows', async () => {
    const run = await scorerRun();
    const subject = await readSubject(run);
    await expect(evaluateModel(subject, { ...options, seed: 11n })).rejects.toThrow('seed 11 is that of the training');
    const data = subject.description.data.map((sample) => ({
      ...sample,
      parameters: { class: sample.parameters['class']! },
    }));
    const unknown = { ...subject, description: { ...subject.description, data } };
    await expect(evaluateModel(unknown, options)).rejects.toThrow('of class 0 name no truth');
    await rm(dirname(run), { recursive: true });
  });
});
