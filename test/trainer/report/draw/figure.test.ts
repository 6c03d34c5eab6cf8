import { describe, expect, it } from 'vitest';
import { drawFigure, type Figure } from '../../../../trainer/report/draw/figure.ts';
import { CURVES } from '../../../../trainer/report/draw/palette.ts';

const figure: Figure = {
  id: 'energy',
  title: 'energy of "hadrons"',
  subtitle: 'a < b & c',
  x: { name: 'E [GeV]', range: [0, 40] },
  panels: [
    {
      y: { name: 'probability density [1/GeV]', range: [1e-4, 1], scale: 'log' },
      height: 190,
      marks: [
        { kind: 'outline', name: 'generated', colour: '#d55e00', edges: [0, 10, 20, 40], heights: [0.5, 0.01, 0] },
        { kind: 'points', name: 'truth', colour: '#000000', points: [{ x: 5, y: 0.5, error: 0.1 }] },
      ],
    },
    {
      y: { name: 'gen. / truth', range: [0.9, 1.1] },
      height: 84,
      marks: [
        {
          kind: 'band',
          name: 'error of truth',
          colour: '#d9d9d9',
          edges: [0, 10, 40],
          low: [0.95, 0.9],
          high: [1.05, 1.2],
        },
        {
          kind: 'line',
          colour: '#8a8a8a',
          dashed: true,
          points: [
            [0, 1],
            [40, 1],
          ],
        },
      ],
    },
  ],
};

const drawn = drawFigure(figure);
const texts = [...drawn.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1]);

const clips = (svg: string): string[] => [...svg.matchAll(/<clipPath id="([^"]+)"/g)].map((match) => match[1]!);
const channels = (colour: string): number[] => [1, 3, 5].map((i) => Number.parseInt(colour.slice(i, i + 2), 16));
const luminance = (colour: string): number => {
  const [r, g, b] = channels(colour).map((c) => (c <= 10 ? c / 3294 : ((c / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
};

describe('a figure', () => {
  it('names what is shown, every axis with its unit and every sample, as text that is no markup', () => {
    for (const text of [
      'energy of &quot;hadrons&quot;',
      'a &lt; b &amp; c',
      'E [GeV]',
      'probability density [1/GeV]',
      'gen. / truth',
      'generated',
      'truth',
      'error of truth',
    ])
      expect(texts.map((found) => found?.replaceAll('"', '&quot;'))).toContain(text);
    expect(texts).toEqual(expect.arrayContaining(['10⁻⁴', '0.1', '20', '0.95']));
    expect(drawn).toMatch(/^<svg [^>]*role="img" aria-label="energy of &quot;hadrons&quot;; a &lt; b &amp; c">/);
  });

  it('is the same each time, for a page: no scripts, no style sheets, no numbers of the drawing library', () => {
    expect(drawFigure(structuredClone(figure))).toBe(drawn);
    expect(drawn).not.toMatch(/<script|<style|ecmeta|class=|zr\d|NaN|undefined|Infinity|href|url\((?!#energy-c)/);
    const other = drawFigure({ ...figure, id: 'px' });
    expect(clips(drawn).length).toBeGreaterThan(0);
    expect(clips(other).filter((id) => clips(drawn).includes(id))).toEqual([]);
    for (const [, id] of drawn.matchAll(/url\(#([^)]+)\)/g)) expect(clips(drawn)).toContain(id);
  });

  it('draws a change of a value, and a value beyond a logarithmic axis at its border', () => {
    const changed = structuredClone(figure) as { panels: { marks: { heights?: number[] }[] }[] } & Figure;
    changed.panels[0]!.marks[0]!.heights![1] = 0.02;
    expect(drawFigure(changed)).not.toBe(drawn);
    const path = /d="(M66[^"]*)"[^>]*stroke="#d55e00"/.exec(drawn)?.[1];
    // log axis from 1e-4 to 1 over 190 pixels: 0.5 is 0.301 of a decade below the top, 0.01 two decades
    const heights = new Set([...(path ?? '').matchAll(/[ML][\d.]+ ([\d.]+)/g)].map((match) => Number(match[1])));
    const top = Math.min(...heights) - (190 / 4) * Math.log10(2);
    expect([...heights].map((y) => Math.round((y - top) * 10) / 10)).toEqual([14.3, 95, 190]);
  });
});

describe('the palette', () => {
  it('has colours that differ in lightness or hue from each other and from white', () => {
    for (const colour of CURVES) {
      // WCAG 2.2, success criterion 1.4.11: 3 to 1 for graphics
      expect(1.05 / (luminance(colour) + 0.05), colour).toBeGreaterThan(2.8);
      const nearest = CURVES.filter((other) => other !== colour).map((other) =>
        Math.hypot(...channels(colour).map((c, i) => c - channels(other)[i]!)),
      );
      expect(Math.min(...nearest), colour).toBeGreaterThan(50);
    }
  });
});
