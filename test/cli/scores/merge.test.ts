import { describe, expect, it } from 'vitest';
import { answerOf as filesAnswer } from '../../../cli/scores/answer.ts';
import { mergeScores } from '../../../cli/scores/merge.ts';
import { scoreTable } from '../../../cli/scores/table.ts';
import type { ScoreAnswer } from '../../../models/contract/answers.ts';
import { compareScores } from '../../../physics/observables/score-comparison.ts';

function answerOf(score: number[], weight: number[], counts: { clipped: number; out_of_range: number }): ScoreAnswer {
  return {
    model: { name: 'score-test', version: '1.0.0', digest: `sha256:${'0'.repeat(64)}` },
    runtime: 'test',
    events: {
      score,
      logit: score.map((s) => Math.log(s / (1 - s))),
      weight,
      out_of_range: score.map((_, i) => (i < counts.out_of_range ? 1 : 0)),
      clipped: score.map((_, i) => (i < counts.clipped ? 1 : 0)),
    },
    summary: {
      count: score.length,
      mean: Number.NaN,
      mean_error: null,
      n_eff: Number.NaN,
      effective_reduction: Number.NaN,
      ...counts,
      histogram: { edges: [0, 0.5, 1], sumw: [0, 0], sumw2: [0, 0] },
    },
  };
}

const parts = [
  answerOf([0.25, 0.75], [1, 3], { clipped: 1, out_of_range: 0 }),
  answerOf([0.75], [2], { clipped: 0, out_of_range: 1 }),
];

describe('merging score answers', () => {
  it('gives counts, mean, N_eff and histogram of all events', () => {
    const { events, summary } = mergeScores(parts);
    expect(events.score).toEqual([0.25, 0.75, 0.75]);
    expect(summary).toMatchObject({ count: 3, clipped: 1, out_of_range: 1 });
    expect(summary.mean).toBeCloseTo(1.75 / 3, 14);
    // standard deviation sqrt(1/12) over sqrt(3)
    expect(summary.mean_error).toBeCloseTo(Math.sqrt(1 / 12 / 3), 14);
    expect(summary.n_eff).toBeCloseTo(36 / 14, 14);
    expect(summary.effective_reduction).toBeCloseTo(12 / 14, 14);
    expect(summary.histogram).toEqual({ edges: [0, 0.5, 1], sumw: [1, 2], sumw2: [1, 2] });
  });

  it("honours the events' own weights", () => {
    const { summary } = mergeScores(parts, Float64Array.of(2, 1, 0));
    expect(summary.mean).toBeCloseTo(1.25 / 3, 14);
    expect(summary.n_eff).toBeCloseTo(25 / 13, 14);
    expect(summary.histogram).toEqual({ edges: [0, 0.5, 1], sumw: [2, 1], sumw2: [4, 1] });
  });

  it('gives no error of one event', () => {
    expect(mergeScores([parts[1]!]).summary.mean_error).toBeNull();
  });

  it('prints as a table whose columns line up', () => {
    const table = scoreTable({ runtime: 'test', scorers: [mergeScores(parts)] });
    expect(table).toContain('events         3\n');
    expect(table).toContain('mean score     0.58 +- 0.17\n');
    expect(table).toMatch(/0\.500 … 1\.000 {2,}2\.000 \+- 1\.4 {2}#{40}\n/);
  });

  it('compares with a reference as one request for both would, in columns that line up', () => {
    const reference = answerOf([0.1, 0.2, 0.75], [1, 2, 3], { clipped: 0, out_of_range: 0 });
    const file = { runtime: 'test', scorers: [parts], weight: Float64Array.of(2, 1, 1) };
    const other = { runtime: 'test', scorers: [[reference]], weight: undefined };
    const { scorers } = filesAnswer(file, other, 2);
    const expected = compareScores(
      { score: [0.25, 0.75, 0.75], weight: Float64Array.of(2, 1, 1) },
      { score: [0.1, 0.2, 0.75] },
      [0, 0.5, 1],
    );
    expect(scorers[0]!.comparison).toEqual(expected);
    expect(scorers[0]!.reference!.summary).toMatchObject({ count: 3, histogram: { sumw: [2, 1] } });
    const lines = scoreTable({ runtime: 'test', scorers }).split('\n');
    const at = (start: string) => lines.find((line) => line.startsWith(start))!;
    expect(at('events')).toBe('events         3                       3');
    expect(at('AUC')).toMatch(/^AUC {12}0\.7\d+ \+- 0\.\d+$/);
    const [head, ...bins] = lines.slice(lines.findIndex((line) => line.startsWith('score  ')));
    expect(bins.slice(0, 2).map((line) => line.length)).toEqual([head!.length, head!.length]);
    expect(bins[1]).toContain('0.500 … 1.000');
    expect(bins[1]).toContain('1.5 +- ');
    expect(() => filesAnswer(file, { ...other, runtime: 'new' }, 2)).toThrow('the runtime changed');
    expect(filesAnswer(file, other, 'auto').scorers[0]!.summary.histogram.sumw).toHaveLength(10);
  });
});
