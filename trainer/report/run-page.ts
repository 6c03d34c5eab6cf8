import type { Certificate } from '../../models/contract/certificate.ts';
import { RUN_FILES, type TrainingRecord } from '../train/training-record.ts';
import { certificateMarkup } from './certificate-page.ts';
import { escapeText } from './draw/chart.ts';
import { page, sectionMarkup, tableMarkup } from './html.ts';
import type { MetricsLine } from './metrics.ts';
import type { PresetNotes } from './preset-notes.ts';
import { type Settings, trainingSection } from './training-figures.ts';

/** What is known of a run beside its metrics. */
export interface RunFacts {
  preset: string;
  description: string;
  settings: Settings;
  seed: string;
  backend: string;
  /** Known when the training has ended. */
  codeCommit?: string;
  data?: TrainingRecord['data'];
}

export interface RunPage {
  facts: RunFacts;
  /** What the preset has before any change; undefined where it is not known any more. */
  defaults: Settings | undefined;
  notes: PresetNotes;
  metrics: readonly MetricsLine[];
  /** The certificate of the trained model, where it was judged. */
  certificate?: Certificate;
}

/** Seconds in the largest two units: `2 h 10 min`. */
function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

function position(last: MetricsLine | undefined, total: number): string {
  if (!last) return `before the first report, of ${total} steps`;
  const { step, wall_time_s } = last;
  const left = step > 0 && step < total ? `, about ${duration(((total - step) * wall_time_s) / step)} left` : '';
  return `step ${step} of ${total}, after ${duration(wall_time_s)}${left}`;
}

const best = ({ best_step, criterion, best_figure }: MetricsLine): string =>
  criterion === undefined || best_figure === undefined
    ? `at step ${best_step}`
    : `${criterion.replaceAll('_', ' ')} ${Number(best_figure.toPrecision(4))} at step ${best_step}`;

function listOf({ facts, metrics }: RunPage): string {
  const last = metrics.at(-1);
  const total = Number(facts.settings['steps'] ?? last?.step ?? 0);
  const rate = last && last.wall_time_s > 0 ? `${Number((last.step / last.wall_time_s).toPrecision(3))} steps/s` : '-';
  const rows = [
    ['preset', facts.preset],
    ['seed', facts.seed],
    ['backend', facts.backend],
    ...(facts.codeCommit === undefined ? [] : [['code', facts.codeCommit] as const]),
    ['stands at', position(last, total)],
    ['rate', `${rate}, validation included`],
    ['best', last ? best(last) : 'before the first report'],
  ] as const;
  return `<dl>${rows.map(([name, value]) => `<dt>${name}</dt><dd>${escapeText(value)}</dd>`).join('\n')}</dl>`;
}

function settingsMarkup({ facts, defaults, notes }: RunPage): string {
  const rows = Object.entries(facts.settings).map(([name, value]) => {
    const own = defaults?.[name];
    const changed = own !== undefined && JSON.stringify(own) !== JSON.stringify(value);
    const reason = notes.settings.get(name) ?? '';
    return [
      name,
      JSON.stringify(value),
      changed ? `changed; the preset has ${JSON.stringify(own)}. ${reason}` : reason,
    ];
  });
  const about = notes.about === '' ? '' : `<h2>The preset</h2>\n<pre>${escapeText(notes.about)}</pre>\n`;
  return `<h2>Settings</h2>\n${tableMarkup(['setting', 'value', 'why'], rows, [1])}\n${about}`;
}

/** Parameters of a truth are many, and stand in the record; the first ones name it. */
const MOST_PARAMETERS = 3;

function parametersText(parameters: Readonly<Record<string, string | number>>): string {
  const list = Object.entries(parameters).map(([name, value]) => `${name} ${value}`);
  const more = list.length - MOST_PARAMETERS;
  return list.slice(0, MOST_PARAMETERS).join(', ') + (more > 0 ? `, and ${more} more in ${RUN_FILES.record}` : '');
}

function dataMarkup({ facts: { data } }: RunPage): string {
  if (!data) return '';
  const rows = data.map((sample) => [
    sample.use,
    sample.source,
    parametersText(sample.parameters),
    `${sample.events}`,
    sample.seed ?? '',
  ]);
  return `<h2>Data</h2>\n${tableMarkup(['use', 'source', 'parameters', 'events', 'seed'], rows, [3, 4])}`;
}

/** The report of a run as one self-contained page; the same run gives the same bytes. */
export function runPage(run: RunPage): string {
  const { facts, metrics, certificate } = run;
  const parts = [
    `<p>${escapeText(facts.description)}</p>`,
    listOf(run),
    sectionMarkup(trainingSection(metrics, facts.settings)),
    ...(certificate ? [`<h2>Certificate</h2>\n${certificateMarkup(certificate)}`] : []),
    settingsMarkup(run),
    dataMarkup(run),
  ];
  return page(`Training ${facts.preset}, seed ${facts.seed}`, parts.filter((part) => part !== '').join('\n'));
}
