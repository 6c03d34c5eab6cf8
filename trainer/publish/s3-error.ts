/** The bucket did not do what it was asked: no answer, or one that is neither success nor "not there". */
export class S3Error extends Error {
  /** HTTP status, or null where there was no answer. */
  readonly status: number | null;

  constructor(message: string, status: number | null, options?: ErrorOptions) {
    super(message, options);
    this.name = 'S3Error';
    this.status = status;
  }
}
