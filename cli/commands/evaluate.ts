import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineCommand } from 'citty';
import { canonicalBytes, canonicalJson } from '../../models/contract/canonical.ts';
import type { Certificate } from '../../models/contract/certificate.ts';
import { type Beside, readBeside } from '../../trainer/evaluate/beside.ts';
import { DEFAULT_EVENTS, DEFAULT_SEED, evaluateModel } from '../../trainer/evaluate/evaluate.ts';
import { certificatePage } from '../../trainer/evaluate/plots.ts';
import { readSubject, SubjectError } from '../../trainer/evaluate/subject.ts';
import { certificateTable } from '../../trainer/evaluate/table.ts';
import { CommandError } from '../errors.ts';
import { stageProgress } from '../stage-progress.ts';
import { parseSeed, wholeNumber } from '../values.ts';

const LEAST_EVENTS = 100;

async function judge(
  directory: string,
  events: number,
  seed: bigint,
  besideDirectory: string | undefined,
): Promise<Certificate> {
  const progress = stageProgress();
  try {
    const beside: Beside | undefined = besideDirectory === undefined ? undefined : await readBeside(besideDirectory);
    return await evaluateModel(await readSubject(directory), { events, seed, beside, onStage: progress.onStage });
  } catch (error) {
    if (error instanceof SubjectError) throw new CommandError(error.message, 3, { cause: error });
    throw error;
  } finally {
    progress.finish();
  }
}

/** Makes the directory for the certificate before the work that it is for. */
async function makeOutput(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true }).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandError(`cannot make ${directory}: ${reason}`, 3, { cause: error });
  });
}

async function writeCertificate(certificate: Certificate, title: string, directory: string): Promise<void> {
  await writeFile(join(directory, 'certificate.json'), canonicalBytes(certificate));
  await writeFile(join(directory, 'certificate.html'), certificatePage(certificate, title));
}

export default defineCommand({
  meta: { name: 'evaluate', description: 'Judge a model on new events of its truth: the closure certificate' },
  args: {
    directory: { type: 'positional', required: true, description: 'A training run or a release', valueHint: 'DIR' },
    events: { type: 'string', default: `${DEFAULT_EVENTS}`, description: 'Events in each of the two samples' },
    seed: { type: 'string', default: `${DEFAULT_SEED}`, description: 'Seed of the events; none that training used' },
    beside: {
      type: 'string',
      valueHint: 'DIR',
      description: 'A release to be as good as within errors, judged on the same events',
    },
    json: { type: 'boolean', default: false, description: 'Print the certificate instead of the table' },
    output: { type: 'string', alias: 'o', description: 'Also write certificate.json and certificate.html here' },
  },
  async run({ args }) {
    const events = wholeNumber('events', args.events, LEAST_EVENTS);
    const seed = parseSeed(args.seed);
    if (!existsSync(args.directory)) throw new CommandError(`there is no directory ${args.directory}`, 3);
    if (args.output !== undefined) await makeOutput(args.output);
    const certificate = await judge(args.directory, events, seed, args.beside);
    if (args.output !== undefined) await writeCertificate(certificate, args.directory, args.output);
    process.stdout.write(`${args.json ? canonicalJson(certificate) : certificateTable(certificate)}\n`);
  },
});
