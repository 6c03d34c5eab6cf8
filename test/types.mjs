// Type-checks every environment on its own: the pure parts without a platform, the Worker with Workers types,
// the tools with Node types, the client with DOM types.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const environments = [
  'physics',
  'formats',
  'models',
  'functions',
  'trainer',
  'client',
  'cli',
  'bench',
  'examples',
  'test',
  'test/workerd',
];
const wanted = process.argv.length > 2 ? process.argv.slice(2) : environments;
let failed = 0;
for (const environment of wanted) {
  if (!existsSync(`${environment}/tsconfig.json`)) continue;
  const { status } = spawnSync('tsc', ['-p', environment], { stdio: 'inherit' });
  process.stdout.write(`${status === 0 ? 'ok    ' : 'FAILED'} ${environment}\n`);
  if (status !== 0) failed++;
}
process.exit(failed === 0 ? 0 : 1);
