import { execFileSync } from 'node:child_process';

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

/** The commit of the code that runs, with `-dirty` where tracked files differ from it; `unknown` outside a repository. */
export function codeCommit(): string {
  try {
    const commit = git('rev-parse', 'HEAD').trim();
    return git('status', '--porcelain', '--untracked-files=no').trim() === '' ? commit : `${commit}-dirty`;
  } catch {
    return 'unknown';
  }
}
