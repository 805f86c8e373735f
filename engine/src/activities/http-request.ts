import * as z from "zod";
import { type Json, type JsonObject, schemaProblems } from "../model/index.js";
import { type AddressRule, addressRule } from "./address-rule.js";
import { type Activity, type ActivityContext, defineActivity } from "./define.js";
import { type HttpAuth, type SecretHeader, secretHeaderOf } from "./http-auth.js";
import { type HttpAnswer, HttpExchange, type HttpMessage } from "./http-exchange.js";
import { connectionFailure, HttpRequestError } from "./http-request-error.js";
import { type Redaction, redactionOf } from "./redaction.js";
import { NO_SECRETS, type SecretSource } from "./secrets.js";
import { type StatusList, statusList } from "./status-list.js";

/** What one answer may hold. A larger one belongs in a file that an activity of its own fetches. */
export const HTTP_BODY_BYTES_MAX = 10 * 1024 * 1024;
/** How much of a refused answer is kept for the person who reads the failure. */
const EXCERPT_CHARACTERS_MAX = 500;
/** Client errors that another attempt may well not meet: timeout, too early, too many requests. */
const PASSING_CLIENT_ERRORS: ReadonlySet<number> = new Set([408, 425, 429]);
/** What the connection says of itself; a person's would contradict it. */
const HEADERS_OF_THE_CONNECTION = ["connection", "content-length", "transfer-encoding", "upgrade"] as const;

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const secretName = z.string().min(1).max(200).meta({ title: "Secret", description: "The secret's name." });

const input = z.strictObject({
  method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"]).meta({ title: "Method" }),
  url: z.string().meta({ title: "URL", description: "Begins with http:// or https://." }),
  headers: z.record(z.string(), scalar).optional().meta({ title: "Headers" }),
  query: z
    .record(z.string(), z.union([scalar, z.null(), z.array(scalar)]))
    .optional()
    .meta({ title: "Query", description: "Added to the URL. A list repeats its name; null leaves it out." }),
  body: z.unknown().optional().meta({ title: "Body", description: "Text is sent as it is, anything else as JSON." }),
  auth: z
    .discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("bearer"), secret: secretName }),
      z.strictObject({ kind: z.literal("basic"), user: z.string().max(1_000), secret: secretName }),
      z.strictObject({ kind: z.literal("header"), header: z.string().min(1).max(200), secret: secretName }),
    ])
    .optional()
    .meta({ title: "Who asks", description: "The secret is named here; its value is in no run." }),
  onErrorStatus: z
    .enum(["fail", "accept"])
    .optional()
    .meta({ title: "On statuses from 400 up", description: "Fail the node, or accept the answer as it is." }),
  expectedStatus: z
    .string()
    .max(200)
    .optional()
    .meta({ title: "Expected statuses", description: "The statuses that are a success, such as 200-299, 404." }),
  responseSchema: z
    .record(z.string(), z.unknown())
    .optional()
    .meta({ title: "Schema of the body", description: "A JSON Schema; a body that does not fit it fails the node." }),
  accept202: z.boolean().optional().meta({
    title: "Accept 202",
    description: "A 202 with a Location is a success, whatever else is expected, and says where to ask again.",
  }),
});
type HttpRequest = z.output<typeof input>;

const output = z.strictObject({
  status: z.int().meta({ title: "Status" }),
  headers: z.record(z.string(), z.string()).meta({ title: "Headers", description: "Names in lower case." }),
  body: z.unknown().meta({ title: "Body", description: "The value when the answer is JSON, else its text." }),
  location: z
    .string()
    .optional()
    .meta({ title: "Location", description: "Where to ask again, as a whole address. Of an accepted 202 alone." }),
  isSameOrigin: z.boolean().optional().meta({
    title: "Same origin",
    description: "Whether that is the origin that was asked: secrets are for that alone.",
  }),
});

export interface HttpRequestOptions {
  /** What may be asked besides public addresses, as {@link addressRule} reads it. Nothing, if nothing is said. */
  readonly allow?: readonly string[];
  /** Where the secrets that requests name come from. Without it there are none. */
  readonly secrets?: SecretSource;
}

/**
 * Sends one HTTP request. Requests that may change something carry an `Idempotency-Key` that is the
 * same in every attempt, so that a service which honours it acts once. Addresses of this machine and of private
 * networks are refused unless they are allowed. Fails with {@link HttpRequestError}. Durable Functions' callHttp is this
 * together with the context's `callHttp`, which asks again after a 202.
 */
export function httpRequest({ allow = [], secrets = NO_SECRETS }: HttpRequestOptions = {}): Activity {
  const rule: AddressRule = addressRule(allow);
  const exchange = new HttpExchange(rule);
  return defineActivity({
    name: "http.request",
    title: "HTTP request",
    description: "Sends a request to a web service and gives its status, headers and body.",
    icon: "world",
    effects: "external",
    input,
    output,
    run: (request, context) => send(exchange, secrets, request, context),
  });
}

async function send(
  exchange: HttpExchange,
  secrets: SecretSource,
  request: HttpRequest,
  context: ActivityContext,
): Promise<z.input<typeof output>> {
  const url = urlOf(request);
  const what = `${request.method} ${shown(url)}`;
  const expected = expectedOf(request);
  const secret = request.auth === undefined ? undefined : secretHeaderOf(request.auth as HttpAuth, secrets, what);
  const redaction = redactionOf(secret?.toHide ?? []);
  const message = messageOf(request, url, context, what, secret);
  try {
    const answer = await exchange.send(message, {
      signal: context.signal,
      bodyBytesMax: HTTP_BODY_BYTES_MAX,
      secretHeaders: new Set(secret === undefined ? [] : [secret.name]),
      isAnswer: (status) => expected?.has(status) === true,
    });
    return judged(request, expected, answer, url, what, redaction);
  } catch (thrown) {
    const failure = thrown instanceof HttpRequestError ? thrown : connectionFailure(thrown, url, what, context.signal);
    throw secret === undefined ? failure : failure.redacted(redaction);
  }
}

/** The answer as the node's value, or why it is none. */
function judged(
  request: HttpRequest,
  expected: StatusList | undefined,
  answer: HttpAnswer,
  asked: URL,
  what: string,
  redaction: Redaction,
): z.input<typeof output> {
  const { status } = answer;
  const headers = Object.fromEntries(
    Object.entries(answer.headers).map(([name, value]) => [name, redaction.text(value)]),
  );
  const again = request.accept202 === true && status === 202 ? placeToAsk(answer) : undefined;
  const isSuccess = expected === undefined ? status < 400 || request.onErrorStatus === "accept" : expected.has(status);
  if (again === undefined && !isSuccess) throw statusError(answer, what, request.expectedStatus, redaction);
  const body = redaction.json(jsonOrText(answer, what, redaction));
  if (again !== undefined) {
    return { status, headers, body, location: redaction.text(again.href), isSameOrigin: again.origin === asked.origin };
  }
  if (request.responseSchema !== undefined) {
    mustFit(request.responseSchema as JsonObject, body, what, status);
  }
  return { status, headers, body };
}

function placeToAsk({ headers, url }: HttpAnswer): URL | undefined {
  const { location } = headers;
  return location !== undefined && URL.canParse(location, url.href) ? new URL(location, url) : undefined;
}

function mustFit(schema: JsonObject, body: Json, what: string, status: number): void {
  const problems = schemaProblems(schema, body);
  if (problems.length === 0) return;
  const listed = problems.map(({ path, message }) => `${path === "" ? "body" : `body.${path}`} ${message}`).join("; ");
  throw new HttpRequestError(
    "ResponseInvalid",
    `The answer to ${what} does not fit the schema of the node: ${listed}. Look at the service, or correct the schema.`,
    { details: { status, problems: problems.map((problem) => ({ ...problem })) } },
  );
}

function expectedOf({ expectedStatus }: HttpRequest): StatusList | undefined {
  if (expectedStatus === undefined) return undefined;
  const list = statusList(expectedStatus);
  if (list !== undefined) return list;
  throw new HttpRequestError(
    "InvalidExpectedStatus",
    `"${expectedStatus}" is no list of statuses. Write statuses from 100 to 599 and ranges of them, such as 200-299, 404.`,
    { nonRetriable: true },
  );
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

function messageOf(
  request: HttpRequest,
  url: URL,
  context: ActivityContext,
  what: string,
  secret: SecretHeader | undefined,
): HttpMessage {
  const headers = headersOf(request, what);
  const { method } = request;
  if (!headers.has("accept")) headers.set("accept", "*/*");
  if (!headers.has("user-agent")) headers.set("user-agent", "dacapo");
  headers.set("accept-encoding", "gzip, deflate, br");
  if (secret !== undefined) headers.set(secret.name, secret.value);
  mustLeaveTheConnection(headers, what);
  if (method !== "GET" && method !== "HEAD" && !headers.has("idempotency-key")) {
    headers.set("idempotency-key", context.idempotencyKey);
  }
  if (request.body === undefined) return { method, url, headers };
  if (method === "GET" || method === "HEAD") {
    throw new HttpRequestError(
      "InvalidBody",
      `${what} was not sent: a ${method} request carries no body. Take the body out, or choose POST.`,
      { nonRetriable: true },
    );
  }
  const body = typeof request.body === "string" ? request.body : JSON.stringify(request.body);
  if (!headers.has("content-type")) {
    headers.set("content-type", typeof request.body === "string" ? "text/plain; charset=utf-8" : "application/json");
  }
  return { method, url, headers, body };
}

function headersOf(request: HttpRequest, what: string): Headers {
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
  return headers;
}

function mustLeaveTheConnection(headers: Headers, what: string): void {
  for (const name of HEADERS_OF_THE_CONNECTION) {
    if (!headers.has(name)) continue;
    throw new HttpRequestError(
      "InvalidHeader",
      `${what} was not sent: the header "${name}" is made by the connection itself. Take it out.`,
      { nonRetriable: true, details: { header: name } },
    );
  }
}

const contentTypeOf = ({ headers }: HttpAnswer) => headers["content-type"] ?? "";
const isJson = (contentType: string) => /^[^;]*[/+]json\s*(;|$)/i.test(contentType);

function textOf(answer: HttpAnswer): string {
  const charset = /charset="?([^";\s]+)/i.exec(contentTypeOf(answer))?.[1] ?? "utf-8";
  return charsetDecoder(charset).decode(answer.body);
}

function charsetDecoder(charset: string): { decode(bytes: Uint8Array): string } {
  try {
    return new TextDecoder(charset);
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    return new TextDecoder("utf-8"); // An encoding nobody knows: UTF-8 is the best guess there is.
  }
}

function jsonOrText(answer: HttpAnswer, what: string, redaction: Redaction): Json {
  const text = textOf(answer);
  if (!isJson(contentTypeOf(answer))) return text;
  if (text.trim() === "") return null;
  try {
    return JSON.parse(text) as Json;
  } catch {
    const shownText = redaction.text(text);
    throw new HttpRequestError(
      "InvalidJson",
      `The answer to ${what} says that it is JSON and is not: ${whyNoJson(shownText)}. Look at the service, or at the address.`,
      { nonRetriable: true, details: { status: answer.status, body: excerpt(shownText) } },
    );
  }
}

/** Of the text without secrets: a parser quotes pieces of what it reads, and half a secret would not be found any more. */
function whyNoJson(text: string): string {
  try {
    JSON.parse(text);
    return "it cannot be read";
  } catch (thrown) {
    return (thrown as SyntaxError).message;
  }
}

function excerpt(text: string): string {
  return text.length <= EXCERPT_CHARACTERS_MAX ? text : `${text.slice(0, EXCERPT_CHARACTERS_MAX)}…`;
}

function statusError(
  answer: HttpAnswer,
  what: string,
  expectedStatus: string | undefined,
  redaction: Redaction,
): HttpRequestError {
  const { status, statusText } = answer;
  // Before it is cut: a secret of which half is left is not found any more.
  const text = excerpt(redaction.text(textOf(answer)).trim());
  const passing = status >= 500 || PASSING_CLIENT_ERRORS.has(status);
  const next = passing
    ? "It may pass: give the node a retry policy, or look at the service."
    : "Another attempt would be answered alike: look at the address, the query, the headers and the body.";
  const instead = expectedStatus === undefined ? "" : ` (expected was ${expectedStatus})`;
  return new HttpRequestError(
    "HttpStatus",
    `${what} was answered with ${`${status} ${statusText}`.trim()}${instead}${text === "" ? "" : `: ${text}`}${/[.!?…]$/.test(text) ? "" : "."} ${next}`,
    { nonRetriable: !passing, details: { status, body: text } },
  );
}
