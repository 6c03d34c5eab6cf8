import { binErrors, fillHistogram, makeHistogram } from '../../physics/observables/histogram.ts';
import { normalized, shapeRatio } from '../../physics/observables/shape-ratio.ts';
import { axes, curve, figure, outline, type Panel, points } from '../../trainer/evaluate/svg.ts';

/** A sample of scores and how it is drawn. */
export interface DrawnScores {
  name: string;
  css: 'first' | 'second' | 'third';
  score: Float64Array;
}

const [WIDTH, HEIGHT] = [560, 420];
const MAIN = { left: 54, top: 38, width: 496, height: 240 };
const RATIO = { left: 54, top: 292, width: 496, height: 92 };
const STYLE = `text{font:11px system-ui,sans-serif;fill:#1b1b1b}.title{font-weight:600}path,.frame{fill:none;stroke:#333;stroke-width:1}
circle{stroke:none}path.guide{stroke:#aaa;stroke-dasharray:3 3}path.first{stroke:#111;stroke-width:1.4}circle.first{fill:#111}
path.second{stroke:#c0392b;stroke-width:1.4}circle.second{fill:#c0392b}path.third{stroke:#2471a3;stroke-width:1.4}circle.third{fill:#2471a3}
path.beyond{stroke:none}path.beyond.second{fill:#c0392b}path.beyond.third{fill:#2471a3}`;

/** Densities of samples of scores above their ratios to the first, as an SVG file. */
export function scoreFigure(title: string, edges: Float64Array, samples: readonly DrawnScores[]): string {
  const drawn = samples.map((sample) => ({ ...sample, histogram: histogramOf(sample.score, edges) }));
  const densities = drawn.map(({ histogram, score }) => {
    const scale = (i: number): number => 1 / (score.length * (edges[i + 1]! - edges[i]!));
    return {
      heights: Array.from(histogram.sumw, (w, i) => w * scale(i)),
      errors: Array.from(binErrors(histogram), (e, i) => e * scale(i)),
    };
  });
  const x = [edges[0]!, edges.at(-1)!] as const;
  const main: Panel = { ...MAIN, x, y: [0, 1.15 * Math.max(...densities.flatMap(({ heights }) => heights))] };
  const ratio: Panel = { ...RATIO, x, y: [0, 4] };
  const reference = normalized(drawn[0]!.histogram, drawn[0]!.score.length);
  const middles = Array.from(edges.subarray(1), (edge, i) => (edge + edges[i]!) / 2);
  const shapes = drawn.map(({ css }, k) => {
    const { heights, errors } = densities[k]!;
    const list = middles.map((at, i) => ({ x: at, y: heights[i]!, error: errors[i]! }));
    return outline(main, Array.from(edges), heights, css) + points(main, list, css);
  });
  const ratios = drawn.slice(1).map(({ css, histogram, score }) => {
    const { values, errors } = shapeRatio(normalized(histogram, score.length), reference);
    const list = middles.flatMap((at, i) =>
      values[i] === null ? [] : [{ x: at, y: values[i]!, error: errors[i] ?? 0 }],
    );
    return points(ratio, list, css);
  });
  const guide = curve(ratio, [[x[0], 1] as const, [x[1], 1] as const], 'guide');
  const content = [axes(main, false), axes(ratio), guide, ...shapes, ...ratios, legend(samples)].join('');
  const captions = { title, subtitle: '', x: 'score', y: 'density', ratio: `ratio to ${samples[0]!.name}` };
  return standalone(figure(captions, [main, ratio], content, WIDTH, HEIGHT));
}

function histogramOf(score: Float64Array, edges: Float64Array) {
  const histogram = makeHistogram(edges);
  fillHistogram(histogram, score);
  return histogram;
}

const legend = (samples: readonly DrawnScores[]): string =>
  samples
    .map(({ name, css }, i) => {
      const y = MAIN.top + 18 + 16 * i;
      return `<path class="${css}" d="M${MAIN.left + 14} ${y - 4}h22"/><text x="${MAIN.left + 42}" y="${y}">${name}</text>`;
    })
    .join('');

/** A drawing that needs no page around it. */
const standalone = (svg: string): string =>
  `${svg
    .replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" ')
    .replace('>', `><style>${STYLE}</style><rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`)}\n`;
