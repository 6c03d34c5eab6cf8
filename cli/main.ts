import { type CommandDef, defineCommand, renderUsage, runCommand } from 'citty';
import { CommandError } from './errors.ts';

/** The commands, loaded only when asked for: `sample` must not wait for TensorFlow.js. */
const commands: Record<string, () => Promise<{ default: CommandDef }>> = {
  simulate: () => import('./commands/simulate.ts'),
  train: () => import('./commands/train.ts'),
  evaluate: () => import('./commands/evaluate.ts'),
  publish: () => import('./commands/publish.ts'),
  models: () => import('./commands/models.ts'),
  pin: () => import('./commands/pin.ts'),
  sample: () => import('./commands/sample.ts'),
  score: () => import('./commands/score.ts'),
  serve: () => import('./commands/serve.ts'),
};

const root = defineCommand({
  meta: {
    name: 'hadronedge',
    version: '0.1.0',
    description: 'Learned hadronization: simulate, train, publish, sample and score',
  },
  subCommands: Object.fromEntries(
    Object.entries(commands).map(([name, load]) => [name, () => load().then((module) => module.default)]),
  ),
});

/** Runs one command line; gives the exit code. */
async function main(args: string[]): Promise<number> {
  const [name] = args;
  if (name === undefined || name === '--help' || name === '-h') {
    process.stdout.write(`${await renderUsage(root)}\n`);
    return name === undefined ? 2 : 0;
  }
  if (name === '--version') {
    process.stdout.write('0.1.0\n');
    return 0;
  }
  const load = commands[name];
  if (!load) throw new CommandError(`unknown command '${name}'; one of: ${Object.keys(commands).join(' ')}`, 2);
  const { default: command } = await load();
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(`${await renderUsage(command, root)}\n`);
    return 0;
  }
  await runCommand(command, { rawArgs: args.slice(1) });
  return 0;
}

/** Prints what went wrong in one line and gives the exit code; a stack only where HADRONEDGE_DEBUG asks for it. */
function report(error: unknown): number {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`hadronedge: ${message.split('\n')[0]}\n`);
  if (process.env['HADRONEDGE_DEBUG']) console.error(error);
  if (error instanceof CommandError) return error.exitCode;
  return error instanceof Error && error.name === 'CLIError' ? 2 : 1;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.exitCode = report(error);
}
