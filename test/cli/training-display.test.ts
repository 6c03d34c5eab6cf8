import { describe, expect, it } from 'vitest';
import { TrainingDisplay } from '../../cli/training/display.ts';

/** What is shown of a training that makes four steps a second, resumed at step 20. */
function shown(target: { isTTY?: boolean; columns?: number }): string {
  let text = '';
  let now = 0;
  const display = new TrainingDisplay({ ...target, write: (part) => (text += part) }, () => now);
  display.start(20, 100);
  for (let step = 21; step <= 60; step++) {
    now += 250;
    display.step(step, { generator_loss: 0.7 });
    const best_step = step < 60 ? 40 : 60;
    const report = { step, wall_time_s: 0, best_step, criterion: 'w1_mean', best_figure: 2 / best_step };
    if (step % 20 === 0) display.report({ ...report, figures: { generator_loss: 0.7, w1_mean: 2 / step } });
  }
  display.finish();
  return text;
}

describe('the progress of a training', () => {
  it('is a line for each report where there is no terminal', () => {
    expect(shown({}).split('\n')).toEqual([
      'step 40/100: generator loss 0.7000, w1 mean 0.05000; best w1 mean 0.05000 at step 40; 4.00 steps/s, 15 s left',
      'step 60/100: generator loss 0.7000, w1 mean 0.03333; best w1 mean 0.03333 at step 60; 4.00 steps/s, 10 s left',
      '',
    ]);
  });

  it('is a bar with losses, best figure, rate and time left on a terminal', () => {
    const text = shown({ isTTY: true });
    expect(text).toContain(
      'train [##############..........]  60 %  60/100 steps  4.00 steps/s  10 s left  generator loss 0.7000; best w1 mean 0.03333 at step 60\n',
    );
    expect(text).toContain('step 40: generator loss 0.7000, w1 mean 0.05000\n');
  });

  it('fits a narrow terminal, which could not draw a second line again', () => {
    const lines = shown({ isTTY: true, columns: 50 })
      .split('\r\u001B[K')
      .filter((line) => line.startsWith('train'));
    expect(lines.length).toBeGreaterThan(10);
    for (const line of lines) expect(line.trimEnd().length).toBeLessThan(50);
  });
});
