import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineCommand } from 'citty';
import { canonicalBytes, canonicalJson } from '../../models/contract/canonical.ts';
import type { Certificate } from '../../models/contract/certificate.ts';
import { DataError } from '../../trainer/data/data-error.ts';
import { readBeside } from '../../trainer/evaluate/beside.ts';
import {
  DEFAULT_EVENTS,
  DEFAULT_SEED,
  type EvaluationOptions,
  evaluateModel,
} from '../../trainer/evaluate/evaluate.ts';
import { readSubject, SubjectError } from '../../trainer/evaluate/subject.ts';
import { certificateTable } from '../../trainer/evaluate/table.ts';
import { certificatePage } from '../../trainer/report/certificate-page.ts';
import { reportCertificate } from '../../trainer/report/run-report.ts';
import { RUN_FILES } from '../../trainer/train/training-record.ts';
import { CommandError } from '../errors.ts';
import { stageProgress } from '../stage-progress.ts';
import { DATA_OPTION, openData } from '../training/data.ts';
import { parseSeed, wholeNumber } from '../values.ts';

const LEAST_EVENTS = 100;

async function judge(
  directory: string,
  options: EvaluationOptions,
  besideDirectory: string | undefined,
): Promise<Certificate> {
  const progress = stageProgress();
  try {
    const beside = besideDirectory === undefined ? undefined : await readBeside(besideDirectory);
    return await evaluateModel(await readSubject(directory), { ...options, beside, onStage: progress.onStage });
  } catch (error) {
    if (error instanceof SubjectError || error instanceof DataError)
      throw new CommandError(error.message, 3, { cause: error });
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
    events: {
      type: 'string',
      description: `Events in each of the two samples (default: ${DEFAULT_EVENTS}; of a file what there is)`,
    },
    data: DATA_OPTION,
    seed: { type: 'string', default: `${DEFAULT_SEED}`, description: 'Seed of the events; none that training used' },
    beside: {
      type: 'string',
      valueHint: 'DIR',
      description: 'A release to be as good as within errors, judged on the same events',
    },
    json: { type: 'boolean', default: false, description: 'Print the certificate instead of the table' },
    output: { type: 'string', alias: 'o', description: 'Also write certificate.json and certificate.html here' },
  },
  async run({ args, rawArgs }) {
    const events = args.events === undefined ? null : wholeNumber('events', args.events, LEAST_EVENTS);
    const seed = parseSeed(args.seed);
    if (!existsSync(args.directory)) throw new CommandError(`there is no directory ${args.directory}`, 3);
    if (args.output !== undefined) await makeOutput(args.output);
    const data = await openData(rawArgs);
    const options: EvaluationOptions = { seed, data, ...(events === null ? {} : { events }) };
    const certificate = await judge(args.directory, options, args.beside);
    if (args.output !== undefined) await writeCertificate(certificate, args.directory, args.output);
    if (await reportCertificate(args.directory, certificate))
      process.stderr.write(`curves and plots: ${join(args.directory, RUN_FILES.report)}\n`);
    process.stdout.write(`${args.json ? canonicalJson(certificate) : certificateTable(certificate)}\n`);
  },
});
