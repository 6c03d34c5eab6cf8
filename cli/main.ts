import { type ArgsDef, type CommandDef, defineCommand, renderUsage, runCommand } from 'citty';
import { CommandError } from './errors.ts';

const VERSION = '0.1.0';

/** The commands, loaded only when asked for: `sample` must not wait for TensorFlow.js. */
const subCommands = {
  simulate: () => import('./commands/simulate.ts').then((module) => module.default),
  convert: () => import('./commands/convert.ts').then((module) => module.default),
  inspect: () => import('./commands/inspect.ts').then((module) => module.default),
  train: () => import('./commands/train.ts').then((module) => module.default),
  evaluate: () => import('./commands/evaluate.ts').then((module) => module.default),
  publish: () => import('./commands/publish.ts').then((module) => module.default),
  import: () => import('./commands/import.ts').then((module) => module.default),
  keys: () => import('./commands/keys.ts').then((module) => module.default),
  sign: () => import('./commands/sign.ts').then((module) => module.default),
  models: () => import('./commands/models.ts').then((module) => module.default),
  registry: () => import('./commands/registry.ts').then((module) => module.default),
  pin: () => import('./commands/pin.ts').then((module) => module.default),
  sample: () => import('./commands/sample.ts').then((module) => module.default),
  score: () => import('./commands/score.ts').then((module) => module.default),
  jobs: () => import('./commands/jobs.ts').then((module) => module.default),
  token: () => import('./commands/token.ts').then((module) => module.default),
  serve: () => import('./commands/serve.ts').then((module) => module.default),
};

const root = defineCommand({
  meta: {
    name: 'hadronedge',
    version: VERSION,
    description: 'Learned hadronization: simulate, train, publish, sample and score',
  },
  subCommands,
});

/** A command whose arguments' types are no longer needed. */
interface Runnable {
  options: ReadonlyMap<string, { takesValue: boolean }>;
  takesArguments: boolean;
  run(args: string[]): Promise<unknown>;
  usage(): Promise<string>;
}

/** Every spelling of a command's options, and whether a value follows it. */
function optionsOf(definitions: ArgsDef): Map<string, { takesValue: boolean }> {
  const options = new Map<string, { takesValue: boolean }>();
  for (const [name, definition] of Object.entries(definitions)) {
    if (definition.type === 'positional') continue;
    const option = { takesValue: definition.type !== 'boolean' };
    options.set(`--${name}`, option);
    if (definition.type === 'boolean') options.set(`--no-${name}`, option);
    const aliases = 'alias' in definition ? [definition.alias ?? []].flat() : [];
    for (const alias of aliases) options.set(alias.length === 1 ? `-${alias}` : `--${alias}`, option);
  }
  return options;
}

async function runnable<T extends ArgsDef>(command: CommandDef<T>): Promise<Runnable> {
  const parent: CommandDef<T> = { meta: { name: 'hadronedge' } };
  const definitions: ArgsDef = (await (typeof command.args === 'function' ? command.args() : command.args)) ?? {};
  return {
    options: optionsOf(definitions),
    takesArguments: Object.values(definitions).some(({ type }) => type === 'positional'),
    run: (rawArgs) => runCommand(command, { rawArgs }),
    usage: () => renderUsage(command, parent),
  };
}

/** The parser passes over what it does not know; a mistyped option must not be lost in silence. */
function refuseUnknown({ options, takesArguments }: Runnable, args: readonly string[]): void {
  for (let i = 0; i < args.length; i++) {
    const [spelling, value] = args[i]!.split('=', 2);
    const option = options.get(spelling!);
    if (option?.takesValue && value === undefined && ++i === args.length) {
      throw new CommandError(`option ${spelling} needs a value`, 2);
    }
    if (!option && /^-./.test(args[i]!)) throw new CommandError(`unknown option ${spelling}`, 2);
    else if (!option && !takesArguments) throw new CommandError(`unexpected argument '${args[i]}'`, 2);
  }
}

const load: Record<string, () => Promise<Runnable>> = {
  simulate: async () => runnable(await subCommands.simulate()),
  convert: async () => runnable(await subCommands.convert()),
  inspect: async () => runnable(await subCommands.inspect()),
  train: async () => runnable(await subCommands.train()),
  evaluate: async () => runnable(await subCommands.evaluate()),
  publish: async () => runnable(await subCommands.publish()),
  import: async () => runnable(await subCommands.import()),
  keys: async () => runnable(await subCommands.keys()),
  sign: async () => runnable(await subCommands.sign()),
  models: async () => runnable(await subCommands.models()),
  registry: async () => runnable(await subCommands.registry()),
  pin: async () => runnable(await subCommands.pin()),
  sample: async () => runnable(await subCommands.sample()),
  score: async () => runnable(await subCommands.score()),
  jobs: async () => runnable(await subCommands.jobs()),
  token: async () => runnable(await subCommands.token()),
  serve: async () => runnable(await subCommands.serve()),
};

const asksForHelp = (argument: string | undefined): boolean => argument === '--help' || argument === '-h';

/** Runs one command line; gives the exit code. */
async function main([name, ...args]: string[]): Promise<number> {
  if (name === undefined || asksForHelp(name)) {
    process.stdout.write(`${await renderUsage(root)}\n`);
    return name === undefined ? 2 : 0;
  }
  if (name === '--version') {
    process.stdout.write(`${VERSION}\n`);
    return 0;
  }
  if (!Object.hasOwn(load, name)) {
    throw new CommandError(`unknown command '${name}'; one of: ${Object.keys(load).join(' ')}`, 2);
  }
  const command = await load[name]!();
  if (args.some(asksForHelp)) {
    process.stdout.write(`${await command.usage()}\n`);
    return 0;
  }
  refuseUnknown(command, args);
  await command.run(args);
  return Number(process.exitCode ?? 0);
}

/** Prints what went wrong in one line and gives the exit code; a stack only where HADRONEDGE_DEBUG asks for it. */
function report(error: unknown): number {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`hadronedge: ${message.split('\n')[0]}\n`);
  if (process.env['HADRONEDGE_DEBUG']) console.error(error);
  if (error instanceof CommandError) return error.exitCode;
  return error instanceof Error && error.name === 'CLIError' ? 2 : 1;
}

// `hadronedge simulate | head` closes the pipe early: that ends the command, and is no error of its own.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.exitCode = report(error);
}
