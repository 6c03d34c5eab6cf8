import { describe, expect, it } from 'vitest';
import { mergeScores } from '../../../cli/scores/merge.ts';
import { scoreTable } from '../../../cli/scores/table.ts';
import type { ScoreAnswer } from '../../../models/contract/answers.ts';

function answerOf(score: number[], weight: number[], counts: { clipped: number; out_of_range: number }): ScoreAnswer {
  return {
    model: { name: 'score-test', version: '1.0.0', digest: `sha256:${'0'.repeat(64)}` },
    runtime: 'test',
    events: { score, logit: score.map((s) => Math.log(s / (1 - s))), weight },
    summary: {
      count: score.length,
      mean: Number.NaN,
      mean_error: null,
      n_eff: Number.NaN,
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
    const table = scoreTable(mergeScores(parts));
    expect(table).toContain('events         3\n');
    expect(table).toContain('mean score     0.58 +- 0.17\n');
    expect(table).toMatch(/0\.500 … 1\.000 {2,}2\.000 \+- 1\.4 {2}#{40}\n/);
  });
});
