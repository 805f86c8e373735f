import type { Socket } from "node:net";
import { type Activity, type AddressRule, addressRule, defineActivity, type SecretSource } from "@dacapo/engine";
import nodemailer from "nodemailer";
import { mailConnection } from "./mail-connection";
import { mailFailure, rejectedOf } from "./mail-failure";
import { mailInput, mailOutput } from "./mail-input";
import { mailMessage } from "./mail-message";
import { MailRefusal } from "./mail-refusal";
import { type MailServer, mailServerOf } from "./mail-server";
import { SecretRefusal, secretNamed } from "./secret-refusal";

export interface MailSurroundings {
  readonly secrets: SecretSource;
  /** What may be reached besides public addresses by servers that secrets name. */
  readonly httpAllow: readonly string[];
  /** The server for mails that name none. Whoever runs Dacapo named it, so it may be anywhere. */
  readonly ownServer?: MailServer | undefined;
}

/**
 * Sends a mail by SMTP. A mail cannot be taken back, and an attempt whose end was lost may have sent it: each attempt sends it
 * with the same Message-ID, by which a mail that came twice can be told.
 */
export function mailSend({ secrets, httpAllow, ownServer }: MailSurroundings): Activity {
  const rule = addressRule(httpAllow);
  return defineActivity({
    name: "mail.send",
    title: "Send mail",
    description: "Sends an e-mail by SMTP, with attachments, and says who it was accepted for.",
    icon: "mail",
    effects: "external",
    input: mailInput,
    output: mailOutput,
    run: async (given, context) => {
      const message = mailMessage(given, context);
      const [server, allowed] =
        given.server === undefined ? [ownOrRefuse(ownServer), ANYWHERE] : [serverNamed(secrets, given.server), rule];
      const late = AbortSignal.timeout(given.timeoutMs);
      let isBeingTaken = false;
      try {
        const connection = await mailConnection(server, allowed, AbortSignal.any([context.signal, late]));
        try {
          const options = optionsOf(server, connection, given.timeoutMs);
          const logger = listener(() => {
            isBeingTaken = true;
          });
          const sent = await nodemailer.createTransport({ ...options, logger }).sendMail(message);
          const rejected = rejectedOf(server, (sent as { rejectedErrors?: unknown }).rejectedErrors);
          return { messageId: message.messageId, accepted: sent.accepted.map(addressOf), rejected };
        } finally {
          connection.destroy();
        }
      } catch (thrown) {
        throw mailFailure(thrown, { server, asked: context.signal, late, isBeingTaken });
      }
    },
  });
}

/** Hears from the mailer's log, which is kept nowhere, that the server said 354: it takes the mail now. */
function listener(onTaking: () => void) {
  const nothing = (): void => undefined;
  const debug = ({ tnx }: { readonly tnx?: string }, reply: unknown): void => {
    if (tnx === "server" && String(reply).startsWith("354")) onTaking();
  };
  return { level: nothing, trace: nothing, debug, info: nothing, warn: nothing, error: nothing, fatal: nothing };
}

const ANYWHERE: AddressRule = { allows: () => true, dependsOnPath: () => false };

const addressOf = (accepted: string | { readonly address: string }): string =>
  typeof accepted === "string" ? accepted : accepted.address;

function optionsOf(server: MailServer, connection: Socket, timeoutMs: number) {
  const { host, port, isSecure, startTls, user, password } = server;
  return {
    host,
    port,
    connection,
    secure: isSecure,
    requireTLS: !isSecure && startTls === "required",
    ignoreTLS: !isSecure && startTls === "never",
    ...(user !== undefined && { auth: { user, pass: password ?? "" } }),
    // All of it within one limit, which cuts the connection; these would only be shorter than it.
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    transactionLog: true,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function ownOrRefuse(server: MailServer | undefined): MailServer {
  if (server !== undefined) return server;
  throw new MailRefusal(
    "MailServerMissing",
    'The mail was not sent: there is no server for it. Set the environment variable DACAPO_SMTP_URL to an address such as smtps://user:password@mail.example.com and start the server again, or name a secret with one in "server".',
    true,
  );
}

function serverNamed(secrets: SecretSource, name: string): MailServer {
  const server = mailServerOf(secretNamed(secrets, name, "The mail was not sent"));
  if (server !== undefined) return server;
  throw new SecretRefusal(
    "SecretInvalid",
    `The mail was not sent: the secret "${name}" is no address such as smtps://user:password@mail.example.com or smtp://mail.example.com?tls=required. Set it anew.`,
    name,
  );
}
