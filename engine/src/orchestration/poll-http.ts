import type { Body, CallOptions, Task } from "./context.js";
import type { CallHttpOptions } from "./context-scopes.js";

/** What an answer may say of where and when to ask again. */
interface Answer {
  readonly status?: unknown;
  readonly headers?: Readonly<Record<string, unknown>>;
  /** Where to ask, as a whole address. */
  readonly location?: unknown;
  readonly isSameOrigin?: unknown;
}

const EVERY_MS_DEFAULT = 1_000;
/** An answer that asks to wait longer than this is not taken at its word. */
const WAIT_MS_MAX = 86_400_000;

/** What polling needs of its context. */
export interface Asking {
  call(activity: string, input: unknown, options: CallOptions): Task<unknown>;
  sleep(durationMs: number, options: { readonly node?: string }): Task<undefined>;
  now(): number;
}

/**
 * Asks, and as long as the answer is 202 with a Location waits as long as `Retry-After` says and asks there. All of it
 * stands in the history: calls of `http.request`, and durable timers between them.
 */
export function* pollHttp(ctx: Asking, request: unknown, { everyMs, ...options }: CallHttpOptions): Body<unknown> {
  const first = { ...(request as Readonly<Record<string, unknown>>) };
  const { method: _method, body: _body, query: _query, ...same } = first;
  // Who asks is nobody else's business: another origin is asked without a secret and without the person's headers.
  const { auth: _auth, headers: _headers, ...elsewhere } = same;
  let again: Readonly<Record<string, unknown>> = same;
  let answer = (yield* ctx.call("http.request", { ...first, accept202: true }, options)) as Answer;
  for (let location = locationOf(answer); location !== undefined; location = locationOf(answer)) {
    if (answer.isSameOrigin === false) again = elsewhere;
    yield* ctx.sleep(waitMs(answer, ctx.now(), everyMs ?? EVERY_MS_DEFAULT), options);
    answer = (yield* ctx.call(
      "http.request",
      { ...again, method: "GET", url: location, accept202: true },
      options,
    )) as Answer;
  }
  return answer;
}

function locationOf({ status, location, headers }: Answer): string | undefined {
  if (status !== 202) return undefined;
  const given = location ?? headers?.location;
  return typeof given === "string" && given !== "" ? given : undefined;
}

/** Retry-After is a number of seconds, or a date. */
function waitMs({ headers }: Answer, nowMs: number, otherwise: number): number {
  const given = headers?.["retry-after"];
  const seconds = typeof given === "string" || typeof given === "number" ? Number(given) : Number.NaN;
  const wait = Number.isNaN(seconds) ? Date.parse(String(given)) - nowMs : seconds * 1_000;
  return Number.isNaN(wait) ? otherwise : Math.min(Math.max(wait, 0), WAIT_MS_MAX);
}
