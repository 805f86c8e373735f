import type { Json } from "../model/index.js";
import type { Redaction } from "./redaction.js";

/** Why an HTTP request gave no answer that can be used. `code` is stable, the message is for a person. */
export class HttpRequestError extends Error {
  override readonly name = "HttpRequestError";
  readonly details?: Json;
  readonly nonRetriable?: true;
  constructor(
    readonly code: HttpRequestErrorCode,
    message: string,
    facts: { readonly details?: Json; readonly nonRetriable?: boolean; readonly cause?: unknown } = {},
  ) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    if (facts.details !== undefined) this.details = facts.details;
    if (facts.nonRetriable === true) this.nonRetriable = true;
  }

  /** The same without secrets. What it came from is left out, because nobody knows what that says. */
  redacted(redaction: Redaction): HttpRequestError {
    return new HttpRequestError(this.code, redaction.text(this.message), {
      ...(this.details !== undefined && { details: redaction.json(this.details) }),
      nonRetriable: this.nonRetriable === true,
    });
  }
}

export type HttpRequestErrorCode =
  | "InvalidUrl"
  | "InvalidHeader"
  | "InvalidBody"
  | "InvalidJson"
  | "InvalidExpectedStatus"
  | "SecretMissing"
  | "SecretInvalid"
  | "AddressRefused"
  | "ResponseInvalid"
  | "HttpStatus"
  | "ResponseTooLarge"
  | "ConnectionRefused"
  | "ConnectionLost"
  | "HostNotFound"
  | "HostUnreachable"
  | "PortBlocked"
  | "TlsError"
  | "TooManyRedirects"
  | "Timeout"
  | "Cancelled"
  | "HttpError";

interface Reason {
  readonly code: HttpRequestErrorCode;
  readonly sentence: string;
  readonly nonRetriable?: true;
}

/** What the client threw, told in a sentence. */
export function connectionFailure(thrown: unknown, url: URL, what: string, signal: AbortSignal): HttpRequestError {
  if (signal.aborted) return abandoned(signal, what, thrown);
  const cause = deepest(thrown);
  const reason = reasonOf(systemCode(cause) ?? systemCode(thrown) ?? "", messageOf(cause), url);
  return new HttpRequestError(reason.code, `${what} failed: ${reason.sentence}`, {
    details: { host: url.host, ...(systemCode(cause) !== undefined && { reason: systemCode(cause) as string }) },
    cause: thrown,
    nonRetriable: reason.nonRetriable === true,
  });
}

function abandoned(signal: AbortSignal, what: string, thrown: unknown): HttpRequestError {
  const late = signal.reason instanceof Error && signal.reason.name === "TimeoutError";
  return late
    ? new HttpRequestError(
        "Timeout",
        `${what} was given up: no answer came within the node's time limit. Give it more time, or look at the service.`,
        { cause: thrown },
      )
    : new HttpRequestError("Cancelled", `${what} was given up: its result is no longer wanted.`, { cause: thrown });
}

function deepest(thrown: unknown): unknown {
  let at = thrown;
  while (at instanceof Error && at.cause !== undefined) at = at.cause;
  return at instanceof AggregateError && systemCode(at) === undefined ? at.errors[0] : at;
}

function systemCode(thrown: unknown): string | undefined {
  const code = thrown instanceof Error ? (thrown as NodeJS.ErrnoException).code : undefined;
  return typeof code === "string" ? code : undefined;
}

const messageOf = (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown));

const TLS = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|EPROTO|HOSTNAME_MISMATCH)/;

function reasonOf(code: string, message: string, url: URL): Reason {
  switch (code) {
    case "ECONNREFUSED":
      return {
        code: "ConnectionRefused",
        sentence: `nothing listens at ${url.host} (connection refused). Start the service, or correct the address and port.`,
      };
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "EAI_NODATA":
      return {
        code: "HostNotFound",
        sentence: `the host name ${url.hostname} is not known (${code}). Correct the name, or look at this machine's name resolution.`,
      };
    case "ECONNRESET":
    case "EPIPE":
    case "UND_ERR_SOCKET":
      return {
        code: "ConnectionLost",
        sentence: `${url.host} closed the connection before its answer was complete. Look at the service, or try again.`,
      };
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "EADDRNOTAVAIL":
      return {
        code: "HostUnreachable",
        sentence: `no way leads to ${url.host} from this machine (${code}). Look at the address and at the network.`,
      };
    case "ETIMEDOUT":
    case "UND_ERR_CONNECT_TIMEOUT":
    case "UND_ERR_HEADERS_TIMEOUT":
    case "UND_ERR_BODY_TIMEOUT":
      return {
        code: "Timeout",
        sentence: `${url.host} did not answer in time (${code}). Look at the service, at the network, or at a firewall between.`,
      };
    default:
      return reasonFromMessage(code, message, url);
  }
}

function reasonFromMessage(code: string, message: string, url: URL): Reason {
  if (TLS.test(code)) {
    return {
      code: "TlsError",
      sentence: `no secure connection to ${url.host} could be made: ${message} (${code}). Look at its certificate, or whether the port speaks https at all.`,
    };
  }
  return {
    code: "HttpError",
    sentence: `${message}${code === "" ? "" : ` (${code})`}. Look at the service at ${url.host}.`,
  };
}
