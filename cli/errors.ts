/**
 * What the person who typed the command can mend: printed as one line, `hadronedge: message`, with the exit code.
 * Exit codes: 2 wrong usage, 3 bad input (a file, a model, a value in it), 4 the server or bucket refused or is away.
 */
export class CommandError extends Error {
  readonly exitCode: 2 | 3 | 4;

  constructor(message: string, exitCode: 2 | 3 | 4, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CommandError';
    this.exitCode = exitCode;
  }
}
