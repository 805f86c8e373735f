/** What the API answers with when it refuses. */
export interface Refusal {
  readonly message: string;
  readonly code: string;
  readonly httpStatus: number;
  readonly problems: readonly { readonly path: string; readonly code: string; readonly message: string }[];
}

/** The server refused a call; `refusal` has its words. */
export class RefusedCall extends Error {
  constructor(
    procedure: string,
    readonly refusal: Refusal,
  ) {
    super(`${procedure} was refused: ${refusal.message}`);
  }
}

/** The API as any program would use it: JSON over HTTP. Tests prepare and look things up with it. */
export class Api {
  readonly #origin: () => string;

  constructor(origin: () => string) {
    this.#origin = origin;
  }

  async query<Output>(procedure: string, input?: unknown): Promise<Output> {
    const asked = input === undefined ? "" : `?input=${encodeURIComponent(JSON.stringify({ json: input }))}`;
    return this.#answer(procedure, await fetch(`${this.#url(procedure)}${asked}`));
  }

  async mutate<Output>(procedure: string, input: unknown): Promise<Output> {
    const response = await fetch(this.#url(procedure), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ json: input }),
    });
    return this.#answer(procedure, response);
  }

  /** The refusal of a call that must be refused. */
  async refusalOf(procedure: string, input: unknown): Promise<Refusal> {
    try {
      await this.mutate(procedure, input);
    } catch (error) {
      if (error instanceof RefusedCall) return error.refusal;
      throw error;
    }
    throw new Error(`${procedure} was expected to be refused.`);
  }

  #url(procedure: string): string {
    return `${this.#origin()}/api/trpc/${procedure}`;
  }

  async #answer<Output>(procedure: string, response: Response): Promise<Output> {
    const text = await response.text();
    const answer = JSON.parse(text) as {
      readonly result?: { readonly data: { readonly json: Output } };
      readonly error?: { readonly json: { readonly message: string; readonly data: Partial<Refusal> } };
    };
    if (answer.result !== undefined) return answer.result.data.json;
    if (answer.error === undefined) throw new Error(`${procedure} answered with ${text}`);
    const { message, data } = answer.error.json;
    throw new RefusedCall(procedure, {
      message,
      code: data.code ?? "",
      httpStatus: data.httpStatus ?? response.status,
      problems: data.problems ?? [],
    });
  }
}
