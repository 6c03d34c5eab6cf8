import type { Certificate } from '../../models/contract/certificate.ts';
import { certificateTable, formatEstimate } from '../evaluate/table.ts';
import { escapeText } from './draw/chart.ts';
import { generatorSections } from './generator-figures.ts';
import { page, sectionMarkup, tableMarkup } from './html.ts';
import { scorerSections } from './scorer-figures.ts';

const EXPLAINED =
  'Errors know that the entries of an event hang together. In the panels of ratios points have the error of the sample that is ' +
  'compared, and the grey band is the error of the one it is compared with; arrows at a border stand for values beyond it.';

const SAMPLES = {
  generator:
    'Floor: further truth samples of the same size, which no model can beat but by chance. Isotropic: decays of the same ' +
    'clusters without any direction. Untrained: the same network before training. ',
  scorer: '',
} as const;

function marksTable({ bars }: Certificate): string {
  const rows = bars.map((bar) => [
    bar.name,
    formatEstimate(bar),
    `${bar.rule} ${Number(bar.bar.toPrecision(4))}`,
    bar.met ? 'met' : 'MISSED',
    bar.source,
  ]);
  return tableMarkup(['mark', 'value', 'to reach', '', 'source'], rows, [1, 2]);
}

/** A certificate as markup: its marks, every plot, and its numbers. */
export function certificateMarkup(certificate: Certificate): string {
  const sections = certificate.kind === 'generator' ? generatorSections(certificate) : scorerSections(certificate);
  return `<p>Closure certificate of <code>${escapeText(certificate.model)}</code>, ${certificate.samples.events} events a sample,
seed ${certificate.samples.seed}, ${escapeText(certificate.runtime)}. ${SAMPLES[certificate.kind]}${EXPLAINED}</p>
<h2>Marks</h2>
${marksTable(certificate)}
${sections.map(sectionMarkup).join('\n')}
<h2>Numbers</h2>
<pre>${escapeText(certificateTable(certificate))}</pre>`;
}

/** The certificate as one self-contained page. The same certificate gives the same bytes. */
export function certificatePage(certificate: Certificate, title: string): string {
  return page(title, certificateMarkup(certificate));
}
