import { type TokenInfo, tokenState } from '../../models/access/record.ts';

const HEADER = ['ID', 'STATE', 'SCOPES', 'CREATED', 'EXPIRES', 'NAME'];

/** The day of an ISO 8601 time. */
const day = (time: string): string => time.slice(0, 10);

/** Tokens as text whose columns line up to the left; `now` in milliseconds since 1970. */
export function tokensTable(tokens: readonly TokenInfo[], now: number): string {
  const rows = tokens.map((token) => {
    const { id, scopes, created, expires, name } = token;
    return [id, tokenState(token, now), scopes.join(','), day(created), day(expires), name];
  });
  const all = [HEADER, ...rows];
  const widths = HEADER.map((_, i) => Math.max(...all.map((row) => row[i]!.length)));
  const line = (row: string[]): string => row.map((cell, i) => cell.padEnd(widths[i]!)).join('  ');
  return all.map((row) => `${line(row).trimEnd()}\n`).join('');
}
