import { lookup as lookUp } from "node:dns";
import { Agent, type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps, Agent as SecureAgent } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import type { Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import type { AddressRule } from "./address-rule.js";
import { BLOCKED_PORTS } from "./blocked-ports.js";
import { HttpRequestError } from "./http-request-error.js";

const REDIRECTS_MAX = 20;
/** Until a connection stands. */
const CONNECT_MS_MAX = 10_000;
/** A connection on which nothing moves for so long is given up; the node's own limit is usually shorter. */
const SILENCE_MS_MAX = 300_000;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

export interface HttpMessage {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body?: string;
}

export interface HttpAnswer {
  /** Where it came from at last. */
  readonly url: URL;
  readonly status: number;
  readonly statusText: string;
  /** Names in lower case; what came more than once is joined. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface ExchangeOptions {
  readonly signal: AbortSignal;
  readonly bodyBytesMax: number;
  /** Headers that another origin than the first one must not see, in lower case. */
  readonly secretHeaders: ReadonlySet<string>;
  /** True for a redirect that is itself the answer. */
  readonly isAnswer: (status: number) => boolean;
}

/**
 * Sends messages and follows redirects, over Node's own client: `fetch` cannot be told which addresses to refuse. The
 * rule is asked for the address that a connection is made to, each time one is made: a name that resolves to something
 * else the next time, and a redirect to somewhere else, change nothing.
 */
export class HttpExchange {
  readonly #pool = new Agent({ keepAlive: true });
  readonly #securePool = new SecureAgent({ keepAlive: true });

  constructor(private readonly rule: AddressRule) {}

  async send(first: HttpMessage, options: ExchangeOptions): Promise<HttpAnswer> {
    let message = first;
    for (let redirects = 0; ; redirects++) {
      const response = await this.#once(message, options.signal);
      const status = response.statusCode ?? 0;
      const { location } = response.headers;
      if (!REDIRECTS.has(status) || location === undefined || options.isAnswer(status)) {
        const body = message.method === "HEAD" ? EMPTY : await bodyOf(response, message, options.bodyBytesMax);
        const statusText = response.statusMessage ?? "";
        return { url: message.url, status, statusText, headers: headersOf(response), body };
      }
      response.destroy();
      if (redirects === REDIRECTS_MAX) throw tooManyRedirects(message.url);
      message = redirected(message, status, location, options.secretHeaders);
    }
  }

  /** A connection that is used again may have been closed by the other side meanwhile: reading again is harmless. */
  async #once(message: HttpMessage, signal: AbortSignal): Promise<IncomingMessage> {
    const isSafe = message.method === "GET" || message.method === "HEAD";
    const pooled = isSafe && !this.rule.dependsOnPath(message.url);
    const sent = await this.#attempt(message, signal, pooled);
    if (!("staleConnection" in sent)) return sent;
    const again = await this.#attempt(message, signal, false);
    if ("staleConnection" in again) throw again.staleConnection;
    return again;
  }

  #attempt(
    { method, url, headers, body }: HttpMessage,
    signal: AbortSignal,
    pooled: boolean,
  ): Promise<IncomingMessage | { readonly staleConnection: Error }> {
    if (url.port !== "" && BLOCKED_PORTS.has(Number(url.port))) throw portBlocked(url);
    const host = url.hostname.replace(/^\[|\]$/g, "");
    // An address needs no look-up, so the hook would not be asked.
    if (isIP(host) !== 0 && !this.rule.allows(url, host)) throw addressRefused(url, host);
    const isSecure = url.protocol === "https:";
    return new Promise((resolve, reject) => {
      const request = (isSecure ? requestHttps : requestHttp)(url, {
        method,
        headers: Object.fromEntries(headers),
        signal,
        agent: pooled ? (isSecure ? this.#securePool : this.#pool) : false,
        lookup: this.#lookup(url),
      });
      const connecting = setTimeout(() => request.destroy(timedOut("no connection")), CONNECT_MS_MAX);
      request.setTimeout(SILENCE_MS_MAX, () => request.destroy(timedOut("silence")));
      request.once("socket", (socket) => {
        if (socket.connecting) socket.once("connect", () => clearTimeout(connecting));
        else clearTimeout(connecting);
      });
      request.once("response", (response) => {
        clearTimeout(connecting);
        resolve(response);
      });
      request.on("error", (error: NodeJS.ErrnoException) => {
        clearTimeout(connecting);
        const isStale = request.reusedSocket && (error.code === "ECONNRESET" || error.code === "EPIPE");
        if (isStale && !signal.aborted) resolve({ staleConnection: error });
        else reject(error);
      });
      request.end(body);
    });
  }

  /** Of the addresses of a name those that are allowed; none of them is an error. */
  #lookup(url: URL): LookupFunction {
    return (hostname, options, callback) => {
      lookUp(hostname, { ...options, all: true }, (error, found) => {
        if (error !== null) return callback(error, "");
        const allowed = found.filter(({ address }) => this.rule.allows(url, address));
        const [one] = allowed;
        if (one === undefined) return callback(addressRefused(url, found[0]?.address ?? hostname), "");
        if (options.all === true) callback(null, allowed);
        else callback(null, one.address, one.family);
      });
    };
  }
}

const EMPTY = new Uint8Array();

/** As browsers do it: what was posted is asked for after a 301, 302 or 303, and sent again after a 307 or 308. */
function redirected(
  message: HttpMessage,
  status: number,
  location: string,
  secretHeaders: ReadonlySet<string>,
): HttpMessage {
  const { url, method, body } = message;
  if (!URL.canParse(location, url.href)) throw badRedirect(url, location);
  const next = new URL(location, url);
  if ((next.protocol !== "http:" && next.protocol !== "https:") || next.username !== "" || next.password !== "") {
    throw badRedirect(url, location);
  }
  const headers = new Headers(message.headers);
  if (next.origin !== url.origin) {
    for (const name of ["authorization", "cookie", "proxy-authorization", "host", ...secretHeaders])
      headers.delete(name);
  }
  const isAsked = status === 303 ? method !== "GET" && method !== "HEAD" : status <= 302 && method === "POST";
  if (!isAsked) return { method, url: next, headers, ...(body !== undefined && { body }) };
  for (const name of ["content-type", "content-encoding", "content-language"]) headers.delete(name);
  return { method: "GET", url: next, headers };
}

/** Reads the body as it comes and stops at the limit, whatever the headers promised and however well it was compressed. */
async function bodyOf(response: IncomingMessage, message: HttpMessage, bytesMax: number): Promise<Uint8Array> {
  const encoding = response.headers["content-encoding"]?.trim().toLowerCase() ?? "identity";
  const promised = Number(response.headers["content-length"] ?? 0);
  if (promised > bytesMax) {
    response.destroy();
    throw tooLarge(message, response, bytesMax);
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of decoded(response, encoding)) {
    bytes += (chunk as Uint8Array).byteLength;
    if (bytes > bytesMax) {
      response.destroy();
      throw tooLarge(message, response, bytesMax);
    }
    chunks.push(chunk as Uint8Array);
  }
  return Buffer.concat(chunks);
}

/** An error of the connection ends the decoder, too. */
function decoded(response: IncomingMessage, encoding: string): Readable {
  const decoder = decoderOf(encoding);
  if (decoder === undefined) return response;
  response.on("error", (error) => decoder.destroy(error));
  return response.pipe(decoder);
}

function decoderOf(encoding: string) {
  switch (encoding) {
    case "gzip":
    case "x-gzip":
      return createGunzip();
    case "deflate":
      return createInflate();
    case "br":
      return createBrotliDecompress();
    default:
      return undefined;
  }
}

function headersOf(response: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(response.headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(", ") : value]],
    ),
  );
}

function timedOut(what: string): Error {
  return Object.assign(new Error(what), { code: "ETIMEDOUT" });
}

function portBlocked(url: URL): HttpRequestError {
  return new HttpRequestError(
    "PortBlocked",
    `${url.origin} was not asked: port ${url.port} is one that no HTTP client connects to, because another protocol owns it. Use the port on which the service speaks HTTP.`,
    { nonRetriable: true },
  );
}

function addressRefused(url: URL, address: string): HttpRequestError {
  const { hostname } = url;
  const what = hostname.replace(/^\[|\]$/g, "") === address ? hostname : `${hostname}, which is ${address},`;
  return new HttpRequestError(
    "AddressRefused",
    `${url.origin} was not asked: ${what} is an address of this machine or of a private network, and workflows may not reach those unless they are allowed to. Whoever runs the server can allow it: HTTP_ALLOW=${url.host}.`,
    { nonRetriable: true, details: { host: url.host, address } },
  );
}

function tooManyRedirects(url: URL): HttpRequestError {
  return new HttpRequestError(
    "TooManyRedirects",
    `${url.host} redirected more than ${REDIRECTS_MAX} times. Correct the address so that it names the final place.`,
    { nonRetriable: true },
  );
}

function badRedirect(url: URL, location: string): HttpRequestError {
  return new HttpRequestError(
    "InvalidUrl",
    `${url.host} redirected to "${location.slice(0, 200)}", which cannot be requested. Look at the service, or name the final place.`,
    { nonRetriable: true },
  );
}

function tooLarge({ method, url }: HttpMessage, response: IncomingMessage, bytesMax: number): HttpRequestError {
  return new HttpRequestError(
    "ResponseTooLarge",
    `The answer to ${method} ${url.origin}${url.pathname} is larger than ${bytesMax / 1024 / 1024} MiB, the most that a run keeps. Ask the service for less, a page at a time.`,
    { nonRetriable: true, details: { status: response.statusCode ?? 0, bytesMax } },
  );
}
