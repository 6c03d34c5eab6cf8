import { describe, expect, it } from 'vitest';
import { figure, type Panel, points } from '../../../trainer/evaluate/svg.ts';

const panel: Panel = { left: 0, top: 0, width: 100, height: 100, x: [0, 10], y: [0, 2] };

describe('points of a panel', () => {
  it('stand at their value, with their error', () => {
    expect(points(panel, [{ x: 5, y: 1, error: 0.5 }], 'model')).toBe(
      '<path class="model" d="M50 75V25"/><circle class="model" cx="50" cy="50" r="1.6"/>',
    );
  });

  it('beyond the range are arrows at the border, never points on it', () => {
    const drawn = points(
      panel,
      [
        { x: 2, y: 2.5, error: 1 },
        { x: 4, y: -1, error: 3 },
      ],
      'model',
    );
    expect(drawn).not.toContain('<circle');
    expect(drawn).toBe(
      '<path class="beyond model" d="M20 0l-2.5 4h5z"/><path class="beyond model" d="M40 100l-2.5 -4h5z"/>',
    );
  });
});

describe('a figure', () => {
  it('names what is shown and every axis, as text that is no markup', () => {
    const captions = { title: 'energy', subtitle: 'chi2/ndf 1/2', x: 'E [GeV]', y: 'a < b', ratio: 'a / b' };
    const drawn = figure(captions, [panel, { ...panel, top: 120 }], '', 120, 260);
    for (const text of ['>energy<', '>chi2/ndf 1/2<', '>E [GeV]<', '>a &lt; b<', '>a / b<'])
      expect(drawn).toContain(text);
  });
});
