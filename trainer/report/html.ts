import { escapeText } from './draw/chart.ts';

/** Figures of a page under one heading. */
export interface Section {
  heading: string;
  /** A line below the heading, as plain text. */
  text?: string;
  figures: readonly string[];
}

/** No colour but black on white carries meaning here, and nothing is loaded from elsewhere. */
const STYLE = `body{font:14px/1.5 system-ui,sans-serif;max-width:1440px;margin:2em auto;padding:0 1.2em;color:#1b1b1b;background:#fff}
h1{font-size:1.5em;margin-bottom:.2em}h2{font-size:1.2em;margin:1.6em 0 .5em;border-bottom:1px solid #ccc}
.figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(440px,100%),1fr));gap:14px 10px;align-items:start}
.figures figure{margin:0}.figures svg{max-width:100%;height:auto}
table{border-collapse:collapse}th,td{text-align:left;vertical-align:top;padding:2px 14px 2px 0;border-bottom:1px solid #e4e4e4}
th{font-weight:600}td.number{font-variant-numeric:tabular-nums;white-space:nowrap}.missed{font-weight:700}
dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 16px}dt{font-weight:600}dd{margin:0}
pre{background:#f5f5f5;padding:1em;overflow:auto;line-height:1.35;font-size:12.5px}code{font-size:.92em;overflow-wrap:anywhere}
.scroll{overflow-x:auto}@media print{.figures{grid-template-columns:1fr 1fr}figure{break-inside:avoid}}`;

/** A whole page, with nothing to load and nothing to run. `body` is markup. */
export function page(title: string, body: string): string {
  const name = escapeText(title);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${name}</title>
<style>${STYLE}</style></head>
<body><h1>${name}</h1>
${body}
</body></html>
`;
}

/** A section as markup; nothing where there are no figures. */
export function sectionMarkup({ heading, text, figures }: Section): string {
  if (figures.length === 0) return '';
  const line = text === undefined ? '' : `<p>${escapeText(text)}</p>\n`;
  const list = figures.map((figure) => `<figure>${figure}</figure>`).join('\n');
  return `<section><h2>${escapeText(heading)}</h2>\n${line}<div class="figures">\n${list}\n</div></section>`;
}

/** A table as markup: cells are plain text; those of `numeric` columns (counted from 0) line up. */
export function tableMarkup(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  numeric: readonly number[] = [],
): string {
  const cells = (row: readonly string[]): string =>
    row.map((cell, i) => `<td${numeric.includes(i) ? ' class="number"' : ''}>${escapeText(cell)}</td>`).join('');
  const header = head.map((cell) => `<th scope="col">${escapeText(cell)}</th>`).join('');
  const body = rows.map((row) => `<tr>${cells(row)}</tr>`).join('\n');
  return `<div class="scroll"><table><thead><tr>${header}</tr></thead>\n<tbody>${body}</tbody></table></div>`;
}
