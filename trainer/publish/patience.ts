/** How often a request is tried, and how long is waited in between. */
export interface Patience {
  /** Attempts at a request that gets no answer or a 429 or 5xx. */
  attempts: number;
  /** Wait before the second attempt, milliseconds; doubles with each. */
  backoffMs: number;
}

export const PATIENCE: Patience = { attempts: 5, backoffMs: 200 };

/** An answer, read to its end. */
export interface Answer {
  response: Response;
  body: Uint8Array<ArrayBuffer>;
  /** Whether an earlier attempt may have been carried out although it seemed to fail. */
  repeated: boolean;
}

/** No answer came, however often it was asked. */
export class NoAnswer extends Error {
  constructor(options?: ErrorOptions) {
    super('does not answer; is the server running?', options);
    this.name = 'NoAnswer';
  }
}

/**
 * Sends a request until an answer says yes or no, or gives the last one. `send` makes the request anew each time.
 * Throws NoAnswer where there is none.
 */
export async function sendPatiently(send: () => Promise<Response>, { attempts, backoffMs }: Patience): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await send().catch((error: unknown) => error);
    const response = outcome instanceof Response ? outcome : null;
    const body = response && (await readBody(response));
    const last = attempt >= attempts;
    if (response && body && (last || (response.status !== 429 && response.status < 500))) {
      return { response, body, repeated: attempt > 1 };
    }
    if (last) throw new NoAnswer(outcome instanceof Error ? { cause: outcome } : undefined);
    await new Promise((resolve) => setTimeout(resolve, backoffMs * 2 ** (attempt - 1)));
  }
}

/** The whole body, or null where the connection broke on the way. */
async function readBody(response: Response): Promise<Uint8Array<ArrayBuffer> | null> {
  return response.arrayBuffer().then(
    (buffer) => new Uint8Array(buffer),
    () => null,
  );
}
