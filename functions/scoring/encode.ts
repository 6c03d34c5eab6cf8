import { columnsText } from '../../formats/json/encode.ts';
import { numberText } from '../../formats/number-text.ts';
import type { AnsweredBy } from '../../models/contract/answers.ts';
import type { Format } from '../request/media-types.ts';
import type { Scored } from './score.ts';
import type { ScoreSummary } from './summary.ts';

/** What made an answer. */
export interface ScoreNote {
  model: AnsweredBy;
  runtime: string;
}

/** The formats that scores can be had in. */
export const SCORE_FORMATS: readonly Format[] = ['json', 'ndjson'];

/** The body of an answer; NDJSON has one line an event, then `{"summary":{…}}` with model and runtime. */
export function encodeScores(
  scored: Scored,
  summary: ScoreSummary,
  note: ScoreNote,
  format: Format,
  rows: boolean,
): string {
  const { score, logit, weight } = scored;
  if (format === 'ndjson')
    return `${rowTexts(scored).join('\n')}\n${JSON.stringify({ summary: { ...note, ...summary } })}\n`;
  const events = rows ? `[${rowTexts(scored).join(',')}]` : columnsText({ score, logit, weight });
  return `${JSON.stringify(note).slice(0, -1)},"events":${events},"summary":${JSON.stringify(summary)}}`;
}

function rowTexts({ score, logit, weight }: Scored): string[] {
  return Array.from(
    score,
    (value, i) => `{"score":${numberText(value)},"logit":${numberText(logit[i]!)},"weight":${numberText(weight[i]!)}}`,
  );
}
