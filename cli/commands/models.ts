import { defineCommand } from 'citty';
import type { HadronEdgeClient } from '../../client/client.ts';
import { ServiceProblem, ServiceUnreachable } from '../../client/errors.ts';
import type { ModelEntry, VersionEntry } from '../../models/contract/responses.ts';
import { calling, connect, serviceArgs } from '../service.ts';

/** Headline numbers shown of a certificate, and the hexadecimal digits of a digest. */
const NUMBERS = 3;
const DIGITS = 12;

type Row = readonly string[];
const HEADER: Row = ['MODEL', 'KIND', 'VERSION', 'ALIAS', 'DIGEST', 'CREATED', 'CERTIFICATE'];

/** One version of a model and the headline numbers of its certificate, or null where it has none to show. */
export interface Listed {
  model: ModelEntry;
  version: VersionEntry;
  summary: Record<string, number> | null;
}

async function readSummary(client: HadronEdgeClient, name: string, digest: string): Promise<Listed['summary']> {
  try {
    return (await client.certificate(name, digest)).summary;
  } catch (error) {
    // A certificate that is not there, or is of a form that this client does not know, is no reason to list nothing.
    if (error instanceof ServiceProblem || error instanceof ServiceUnreachable) return null;
    throw error;
  }
}

async function listAll(client: HadronEdgeClient): Promise<Listed[]> {
  const { models } = await calling(client.models());
  const pairs = models.flatMap((model) => model.versions.map((version) => ({ model, version })));
  return Promise.all(
    pairs.map(async ({ model, version }) => {
      return { model, version, summary: await readSummary(client, model.name, version.digest) };
    }),
  );
}

/** The aliases that point to a version, by name. */
function aliasesOf({ aliases }: ModelEntry, { digest }: VersionEntry): string[] {
  const here = Object.entries(aliases).filter(([, entry]) => entry.digest === digest);
  return here.map(([alias]) => alias).sort();
}

const short = (value: number): string => String(Number(value.toPrecision(3)));

/** The first headline numbers, each with its error and its statistical floor where the certificate gives them. */
function formatSummary(summary: Record<string, number>): string {
  const names = Object.keys(summary).filter((name) => !/_(error|floor)$/.test(name));
  const shown = names.slice(0, NUMBERS).map((name) => {
    const [error, floor] = [summary[`${name}_error`], summary[`${name}_floor`]];
    const spread = error === undefined ? '' : ` +- ${Number(error.toPrecision(1))}`;
    return `${name} ${short(summary[name]!)}${spread}${floor === undefined ? '' : ` (floor ${short(floor)})`}`;
  });
  return shown.join(', ');
}

function rowOf({ model, version, summary }: Listed): Row {
  const digest = version.digest.slice('sha256:'.length, 'sha256:'.length + DIGITS);
  const aliases = aliasesOf(model, version).join(' ') || '-';
  const created = version.created.slice(0, 10);
  return [
    model.name,
    model.kind,
    version.state ? `${version.version} (${version.state})` : version.version,
    aliases,
    digest,
    created,
    (summary && formatSummary(summary)) || '-',
  ];
}

/** The list as text whose columns line up to the left; below it why versions are deprecated or yanked. */
export function modelsTable(listed: readonly Listed[]): string {
  const rows = [HEADER, ...listed.map(rowOf)];
  const widths = HEADER.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  const line = (row: Row): string => row.map((cell, i) => cell.padEnd(widths[i]!)).join('  ');
  const reasons = listed.flatMap(({ model, version: { version, state, why } }) =>
    state ? [`${model.name}@${version} is ${state}: ${why}`] : [],
  );
  const lines = rows.map((row) => line(row).trimEnd());
  return [...lines, ...(reasons.length > 0 ? ['', ...reasons] : []), ''].join('\n');
}

export default defineCommand({
  meta: { name: 'models', description: 'List the models of a service: versions, aliases, digests, how good they are' },
  args: {
    ...serviceArgs,
    json: { type: 'boolean', default: false, description: 'print the list as JSON' },
  },
  async run({ args }) {
    const client = connect(args.url);
    if (args.json) {
      process.stdout.write(`${JSON.stringify(await calling(client.models()))}\n`);
      return;
    }
    const listed = await listAll(client);
    if (listed.length === 0) process.stdout.write('no models are published there\n');
    else process.stdout.write(modelsTable(listed));
  },
});
