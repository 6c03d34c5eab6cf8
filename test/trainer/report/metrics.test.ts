import { describe, expect, it } from 'vitest';
import { figureGroups, parseMetrics, stepRates } from '../../../trainer/report/metrics.ts';

const line = (step: number, wall_time_s: number, figures: Record<string, unknown>): string =>
  `${JSON.stringify({ step, wall_time_s, best_step: step, criterion: 'w1', best_figure: 0.5, ...figures })}\n`;

describe('metrics', () => {
  it('are read line by line; half a line and what is no number are passed over', () => {
    const text = `${line(10, 2, { loss: 1.5, w1: null, name: 'a' })}{"step":20,"wall_t\n\n"text"\n${line(20, 3, { loss: 1 })}`;
    expect(parseMetrics(text)).toEqual([
      { step: 10, wall_time_s: 2, best_step: 10, criterion: 'w1', best_figure: 0.5, figures: { loss: 1.5 } },
      { step: 20, wall_time_s: 3, best_step: 20, criterion: 'w1', best_figure: 0.5, figures: { loss: 1 } },
    ]);
    expect(parseMetrics('')).toEqual([]);
  });

  it('without a criterion, as older runs have them, are read', () => {
    const [older] = parseMetrics('{"step":10,"wall_time_s":2,"best_step":10,"w1":0.25}\n');
    expect(older).toMatchObject({ criterion: undefined, best_figure: undefined, figures: { w1: 0.25 } });
  });

  it('are grouped by what they measure, whatever their names', () => {
    const figures = { discriminator_loss: 1, w1_E: 2, w1: 3, validation_loss: 4, validation_auc: 5, beam_size: 6 };
    expect([...figureGroups(parseMetrics(line(1, 1, figures)))]).toEqual([
      ['loss', ['discriminator_loss', 'validation_loss']],
      ['w1', ['w1_E', 'w1']],
      ['auc', ['validation_auc']],
      ['beam', ['beam_size']],
    ]);
  });

  it('give the speed between reports', () => {
    const lines = parseMetrics(line(10, 2, {}) + line(30, 4, {}) + line(30, 5, {}) + line(40, 5, {}));
    expect(stepRates(lines)).toEqual([
      [10, 5],
      [30, 10],
    ]);
  });
});
