import { describe, expect, it } from 'vitest';
import { PRESETS } from '../../../trainer/presets/presets.ts';
import { headNote, presetNotes, settingNotes } from '../../../trainer/report/preset-notes.ts';

const SOURCE = `import x from './x.ts';

/**
 * The GAN of arXiv:1.
 *
 * - one thing;
 */
export const A: Preset = {
  name: 'a',
  settings: {
    /** Two
     * lines. */
    steps: 5,
    batch: 6,
    /** Small: *why*. */
    rate: 1e-3,
  },
};
`;

describe('notes of presets', () => {
  it('are the comments beside the settings', () => {
    expect([...settingNotes(SOURCE)]).toEqual([
      ['steps', 'Two lines.'],
      ['rate', 'Small: *why*.'],
    ]);
    expect(headNote(SOURCE)).toBe('The GAN of arXiv:1.\n\n- one thing;');
  });

  it('are found for every preset there is', async () => {
    for (const [name, { settings }] of PRESETS) {
      const notes = await presetNotes(name);
      expect(notes.about, name).not.toBe('');
      expect([...notes.settings.keys()].filter((setting) => setting in settings).length, name).toBeGreaterThanOrEqual(
        3,
      );
    }
  });

  it('are those of the settings in general where a preset is not known any more', async () => {
    const { about, settings } = await presetNotes('gone');
    expect(about).toBe('');
    expect(settings.get('report_every')).toMatch(/Steps between two reports/);
  });
});
