import { MailRefusal, type MailRefusalCode, type MailRefusalDetails } from "./mail-refusal";
import { type MailServer, mailHostOf } from "./mail-server";

/** What the mailer and the network say of an error. */
interface Said {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly command?: unknown;
  readonly response?: unknown;
  readonly responseCode?: unknown;
  readonly rejectedErrors?: unknown;
}

const REPLY_CHARACTERS_MAX = 500;
const SECRET_CHARACTERS_MIN = 4;

/** A reply of the server, without the password: some repeat what they were told. */
export function replyOf(server: MailServer, reply: unknown): string {
  const { user = "", password = "" } = server;
  const forms = password.length < SECRET_CHARACTERS_MIN ? [] : [`\0${user}\0${password}`, password];
  const hidden = forms
    .flatMap((form) => [Buffer.from(form).toString("base64"), form])
    .reduce((text, form) => text.replaceAll(form, "[secret]"), String(reply ?? ""));
  return hidden.replace(/\s+/g, " ").trim().slice(0, REPLY_CHARACTERS_MAX);
}

export interface Sending {
  readonly server: MailServer;
  /** Aborts when nobody waits any more. */
  readonly asked: AbortSignal;
  /** Aborts when the time is over. */
  readonly late: AbortSignal;
  /** The server began to take the mail: if it says nothing more, it may have it. */
  readonly isBeingTaken: boolean;
}

/** Why a mail was not sent, from what was thrown while it was. */
export function mailFailure(thrown: unknown, { server, asked, late, isBeingTaken }: Sending): MailRefusal {
  if (thrown instanceof MailRefusal) return thrown;
  const said = thrown as Said;
  const host = mailHostOf(server);
  const command = String(said.command ?? "");
  const hasReply = typeof said.responseCode === "number";
  const unsure =
    isBeingTaken && !hasReply ? " Whether the server has the mail is not known: a repeat has the same Message-ID." : "";
  if (asked.aborted) return failed("Cancelled", "it was given up: its result is no longer wanted.", false);
  if (late.aborted) {
    return failed("Timeout", `${host} did not finish in time. Give it more time, or look at the server.`, false);
  }
  const reply = replyOf(server, said.response ?? said.message);
  if (said.code === "ETLS") return noTls(reply);
  if (hasReply || said.code === "EAUTH" || said.code === "EENVELOPE" || said.code === "EMESSAGE")
    return refusedByServer();
  return notReached();

  function refusedByServer(): MailRefusal {
    const replyCode = hasReply ? Number(said.responseCode) : undefined;
    const [kind, what] = refusalOf(String(said.code ?? ""), command);
    const isLasting = replyCode === undefined ? said.code !== "EMESSAGE" : replyCode >= 500 && replyCode !== 503;
    const next = isLasting ? "Another attempt would be answered alike." : "It may pass: give the node a retry policy.";
    return failed(kind, `${host} ${what}: ${reply}. ${next}`, isLasting, {
      reply,
      ...(replyCode !== undefined && { replyCode }),
      ...(kind === "RecipientsRefused" && { rejected: rejectedOf(server, said.rejectedErrors) }),
    });
  }

  function notReached(): MailRefusal {
    const code = String(said.code ?? "");
    const system = /\b(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ECONNRESET|EPIPE)\b/.exec(
      `${code} ${reply}`,
    )?.[1];
    switch (system ?? code) {
      case "ECONNREFUSED":
        return failed(
          "ConnectionRefused",
          `nothing listens at ${host}. Start the server, or correct the address.`,
          false,
        );
      case "ENOTFOUND":
      case "EAI_AGAIN":
        return failed("HostNotFound", `the host name ${server.host} is not known. Correct it in the address.`, false);
      case "EHOSTUNREACH":
      case "ENETUNREACH":
        return failed("HostUnreachable", `no way leads to ${host} from this machine. Look at the network.`, false);
      case "ETIMEDOUT":
        return failed("Timeout", `${host} did not answer in time.`, false);
      case "ECONNRESET":
      case "EPIPE":
      case "ECONNECTION":
        if (!/STARTTLS/i.test(`${command} ${reply}`)) {
          return failed("ConnectionLost", `${host} closed the connection. Look at the server.`, false);
        }
        return noTls(reply);
      default:
        if (
          /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|EPROTO)/.test(code) ||
          /SSL|certificate|TLS/i.test(reply)
        ) {
          return noTls(reply);
        }
        return failed(
          "MailFailed",
          `${reply}${code === "" ? "" : ` (${code})`}. Look at the server at ${host}.`,
          false,
        );
    }
  }

  function noTls(why: string): MailRefusal {
    return failed(
      "TlsError",
      `no secure connection to ${host} could be made: ${why}. Look at its certificate, or at the address: smtps:// is encrypted from the start, smtp:// by STARTTLS, and smtp://…?tls=never not at all.`,
      false,
    );
  }

  function failed(
    code: MailRefusalCode,
    why: string,
    nonRetriable: boolean,
    more: MailRefusalDetails = {},
  ): MailRefusal {
    return new MailRefusal(code, `The mail was not sent: ${why}${unsure}`, nonRetriable, { host, ...more });
  }
}

function refusalOf(code: string, command: string): readonly [MailRefusalCode, string] {
  if (code === "EAUTH") return ["AuthenticationFailed", "did not take the user and the password"];
  if (command === "RCPT TO") return ["RecipientsRefused", "took none of the recipients"];
  if (command === "MAIL FROM") return ["SenderRefused", "did not take the sender"];
  if (command === "DATA") return ["MessageRefused", "did not take the message"];
  return ["MailFailed", "refused"];
}

/** What the server said of each address that it did not take. */
export function rejectedOf(
  server: MailServer,
  errors: unknown,
): { readonly address: string; readonly reply: string }[] {
  if (!Array.isArray(errors)) return [];
  return (errors as { readonly recipient?: unknown; readonly response?: unknown }[]).map(({ recipient, response }) => ({
    address: String(recipient),
    reply: replyOf(server, response),
  }));
}
