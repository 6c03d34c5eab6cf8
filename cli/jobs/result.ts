import type { LargeSetsClient } from '../../client/large-sets.ts';
import { type ScoreAnswer, scoreAnswerSchema } from '../../models/contract/answers.ts';
import type { JobDocument } from '../../models/contract/jobs.ts';
import { CommandError } from '../errors.ts';
import type { ScoreForm } from '../scores/write.ts';
import { scoreWriter } from '../scores/write.ts';
import { calling } from '../service.ts';
import { openSetOutput, writeSets } from '../sets/write.ts';

/** What samples can be written as: what the service streams. */
export const SAMPLE_RESULT_FORMS = ['ndjson', 'dat', 'dat-history', 'hepmc3', 'arrow', 'parquet'] as const;
export type SampleResultForm = (typeof SAMPLE_RESULT_FORMS)[number];

/** Writes the answer of a job that is done, whole or not at all: as the service streams it, or json, which is held. */
export async function writeResult(
  client: LargeSetsClient,
  job: JobDocument,
  name: string,
  form: ScoreForm | SampleResultForm,
): Promise<void> {
  if (form === 'json') {
    const { runtime, ...scorer } = await answerOf(client, job);
    await writeSets(name, scoreWriter('json'), once({ runtime, scorers: [scorer] }));
    return;
  }
  const all = await chunksOf(client, job.id, form);
  // The command says beside the file what the service says in a last line.
  const chunks = job.operation === 'sample' && form === 'ndjson' ? withoutSummary(all) : all;
  const output = await openSetOutput(name);
  try {
    for await (const chunk of chunks) await output.write(chunk);
  } catch (error) {
    await output.abort();
    throw error;
  }
  await output.commit();
}

async function* once<T>(value: T): AsyncGenerator<T> {
  yield value;
}

async function chunksOf(
  client: LargeSetsClient,
  id: string,
  format: SampleResultForm,
): Promise<AsyncGenerator<Uint8Array>> {
  const stream = await calling(client.result(id, format));
  async function* chunks(): AsyncGenerator<Uint8Array> {
    const reader = stream.getReader();
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        throw new CommandError('the result was cut short; ask for it again', 4, { cause: error });
      });
      if (done) return;
      yield value;
    }
  }
  return chunks();
}

/** NDJSON without its last line. Throws a CommandError where that is not the summary: something is missing. */
async function* withoutSummary(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let last: string | undefined;
  for await (const line of linesOf(chunks)) {
    if (last !== undefined) yield `${last}\n`;
    last = line;
  }
  if (!last?.startsWith('{"summary":')) throw new CommandError('the result was cut short; ask for it again', 4);
}

/** The answer that one request would have given, with all its numbers. */
async function answerOf(client: LargeSetsClient, job: JobDocument): Promise<ScoreAnswer> {
  const events: ScoreAnswer['events'] = { score: [], logit: [], weight: [], out_of_range: [], clipped: [] };
  let whole = false;
  for await (const line of linesOf(await chunksOf(client, job.id, 'ndjson'))) {
    const row: unknown = JSON.parse(line);
    const parsed = rowSchema.safeParse(row);
    if (parsed.success) {
      for (const name of ['score', 'logit', 'weight'] as const) events[name].push(parsed.data[name]);
      for (const name of ['out_of_range', 'clipped'] as const) events[name].push(parsed.data[name]);
    } else whole = true;
  }
  // The summary stands at the end: without it something is missing.
  if (!whole) throw new CommandError('the result was cut short; ask for it again', 4);
  const { model, runtime, summary } = job;
  return scoreAnswerSchema.parse({ model, runtime, events, summary });
}

const { score, out_of_range } = scoreAnswerSchema.shape.events.shape;
const [element, flag] = [score.element, out_of_range.element];
const rowSchema = scoreAnswerSchema.shape.events.extend({
  score: element,
  logit: element,
  weight: element,
  out_of_range: flag,
  clipped: flag,
});

async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}
