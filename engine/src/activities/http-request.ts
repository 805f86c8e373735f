import * as z from "zod";
import type { Json } from "../model/index.js";
import { type ActivityContext, defineActivity } from "./define.js";
import { connectionFailure, HttpRequestError } from "./http-request-error.js";

/** What one answer may hold. A larger one belongs in a file that an activity of its own fetches. */
export const HTTP_BODY_BYTES_MAX = 10 * 1024 * 1024;
/** How much of a refused answer is kept for the person who reads the failure. */
const EXCERPT_CHARACTERS_MAX = 500;
/** Client errors that another attempt may well not meet: timeout, too early, too many requests. */
const PASSING_CLIENT_ERRORS: ReadonlySet<number> = new Set([408, 425, 429]);

const scalar = z.union([z.string(), z.number(), z.boolean()]);

const input = z.strictObject({
  method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"]).meta({ title: "Method" }),
  url: z.string().meta({ title: "URL", description: "Begins with http:// or https://." }),
  headers: z.record(z.string(), scalar).optional().meta({ title: "Headers" }),
  query: z
    .record(z.string(), z.union([scalar, z.null(), z.array(scalar)]))
    .optional()
    .meta({ title: "Query", description: "Added to the URL. A list repeats its name; null leaves it out." }),
  body: z.unknown().optional().meta({ title: "Body", description: "Text is sent as it is, anything else as JSON." }),
  onErrorStatus: z
    .enum(["fail", "accept"])
    .optional()
    .meta({ title: "On statuses from 400 up", description: "Fail the node, or accept the answer as it is." }),
});
type HttpRequest = z.output<typeof input>;

const output = z.strictObject({
  status: z.int().meta({ title: "Status" }),
  headers: z.record(z.string(), z.string()).meta({ title: "Headers", description: "Names in lower case." }),
  body: z.unknown().meta({ title: "Body", description: "The value when the answer is JSON, else its text." }),
});

/**
 * Sends one HTTP request. Requests that may change something carry an `Idempotency-Key` that is the
 * same in every attempt, so that a service which honours it acts once.
 */
export const httpRequest = defineActivity({
  name: "http.request",
  title: "HTTP request",
  description: "Sends a request to a web service and gives its status, headers and body.",
  icon: "world",
  effects: "external",
  input,
  output,
  run: send,
});

async function send(request: HttpRequest, context: ActivityContext): Promise<z.input<typeof output>> {
  const url = urlOf(request);
  const what = `${request.method} ${shown(url)}`;
  const init = initOf(request, context, what);
  try {
    const response = await fetch(url, init);
    const body = await bodyOf(response, what);
    if (response.status >= 400 && request.onErrorStatus !== "accept") throw statusError(response, body, what);
    return { status: response.status, headers: headersOf(response), body: jsonOrText(response, body, what) };
  } catch (thrown) {
    throw thrown instanceof HttpRequestError ? thrown : connectionFailure(thrown, url, what, context.signal);
  }
}

/** The address without what may be secret in it: credentials and query. */
function shown(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

function urlOf(request: HttpRequest): URL {
  const refuse = (message: string): never => {
    throw new HttpRequestError("InvalidUrl", message, { nonRetriable: true, details: { url: request.url } });
  };
  if (!URL.canParse(request.url)) {
    const example = "https://example.com/path";
    return refuse(
      request.url.trim() === ""
        ? `The URL of the request is empty. Give it an address such as ${example}.`
        : `"${request.url}" is not a URL. It needs a scheme, a host and perhaps a path, such as ${example}.`,
    );
  }
  const url = new URL(request.url);
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    return refuse(
      `"${request.url}" uses the scheme ${url.protocol.slice(0, -1)}, which cannot be requested. Use http or https.`,
    );
  }
  if (url.username !== "" || url.password !== "") {
    throw new HttpRequestError(
      "InvalidUrl",
      `The URL of ${url.host} holds a user name or password. Take them out and send an Authorization header instead.`,
      { nonRetriable: true },
    );
  }
  for (const [name, value] of Object.entries(request.query ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== null) url.searchParams.append(name, String(one));
    }
  }
  return url;
}

function initOf(request: HttpRequest, context: ActivityContext, what: string): RequestInit {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers ?? {})) {
    try {
      headers.set(name, String(value));
    } catch (thrown) {
      throw new HttpRequestError(
        "InvalidHeader",
        `${what} was not sent: the header "${name}" has a name or value that HTTP does not allow. A name holds letters, digits and -, a value one line of text.`,
        { nonRetriable: true, details: { header: name }, cause: thrown },
      );
    }
  }
  const init = { method: request.method, headers, signal: context.signal };
  if (request.method !== "GET" && request.method !== "HEAD" && !headers.has("idempotency-key")) {
    headers.set("idempotency-key", context.idempotencyKey);
  }
  if (request.body === undefined) return init;
  if (request.method === "GET" || request.method === "HEAD") {
    throw new HttpRequestError(
      "InvalidBody",
      `${what} was not sent: a ${request.method} request carries no body. Take the body out, or choose POST.`,
      { nonRetriable: true },
    );
  }
  const text = typeof request.body === "string" ? request.body : JSON.stringify(request.body);
  if (!headers.has("content-type")) {
    headers.set("content-type", typeof request.body === "string" ? "text/plain; charset=utf-8" : "application/json");
  }
  return { ...init, body: text };
}

/** Reads the body as it comes and stops at the limit, whatever the headers promised. */
async function bodyOf(response: Response, what: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > HTTP_BODY_BYTES_MAX) {
      throw new HttpRequestError(
        "ResponseTooLarge",
        `The answer to ${what} is larger than ${HTTP_BODY_BYTES_MAX / 1024 / 1024} MiB, the most that a run keeps. Ask the service for less, a page at a time.`,
        { nonRetriable: true, details: { status: response.status, bytesMax: HTTP_BODY_BYTES_MAX } },
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function headersOf(response: Response): Record<string, string> {
  const joined = new Map<string, string>();
  for (const [name, value] of response.headers) {
    const before = joined.get(name);
    joined.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return Object.fromEntries(joined);
}

const contentTypeOf = (response: Response) => response.headers.get("content-type") ?? "";
const isJson = (contentType: string) => /^[^;]*[/+]json\s*(;|$)/i.test(contentType);

function textOf(response: Response, body: Uint8Array): string {
  const charset = /charset="?([^";\s]+)/i.exec(contentTypeOf(response))?.[1] ?? "utf-8";
  const known = charsetDecoder(charset);
  return known.decode(body);
}

function charsetDecoder(charset: string): { decode(bytes: Uint8Array): string } {
  try {
    return new TextDecoder(charset);
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    return new TextDecoder("utf-8"); // An encoding nobody knows: UTF-8 is the best guess there is.
  }
}

function jsonOrText(response: Response, body: Uint8Array, what: string): Json {
  const text = textOf(response, body);
  if (!isJson(contentTypeOf(response))) return text;
  if (text.trim() === "") return null;
  try {
    return JSON.parse(text) as Json;
  } catch (thrown) {
    throw new HttpRequestError(
      "InvalidJson",
      `The answer to ${what} says that it is JSON and is not: ${(thrown as SyntaxError).message}. Look at the service, or at the address.`,
      { nonRetriable: true, details: { status: response.status, body: excerpt(text) }, cause: thrown },
    );
  }
}

function excerpt(text: string): string {
  return text.length <= EXCERPT_CHARACTERS_MAX ? text : `${text.slice(0, EXCERPT_CHARACTERS_MAX)}…`;
}

function statusError(response: Response, body: Uint8Array, what: string): HttpRequestError {
  const { status } = response;
  const text = excerpt(textOf(response, body).trim());
  const passing = status >= 500 || PASSING_CLIENT_ERRORS.has(status);
  const next = passing
    ? "It may pass: give the node a retry policy, or look at the service."
    : "Another attempt would be answered alike: look at the address, the query, the headers and the body.";
  return new HttpRequestError(
    "HttpStatus",
    `${what} was answered with ${`${status} ${response.statusText}`.trim()}${text === "" ? "" : `: ${text}`}${/[.!?…]$/.test(text) ? "" : "."} ${next}`,
    { nonRetriable: !passing, details: { status, body: text } },
  );
}
