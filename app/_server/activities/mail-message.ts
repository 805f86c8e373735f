import { createHash } from "node:crypto";
import { domainToASCII } from "node:url";
import type { SendMailOptions } from "nodemailer";
import { mailAddresses, mailLine } from "./mail-address";
import { ATTACHMENTS_BYTES_MAX, type MailInput, RECIPIENTS_MAX } from "./mail-input";
import { mailInvalid } from "./mail-refusal";

/** Which call sends the mail, in every attempt. */
export interface MailOrigin {
  readonly instanceId: string;
  readonly idempotencyKey: string;
}

/** The mail as it will be sent. Throws a refusal that names the field which cannot be. */
export function mailMessage(given: MailInput, origin: MailOrigin): SendMailOptions & { readonly messageId: string } {
  const [from, ...more] = mailAddresses("from", given.from);
  if (from === undefined || more.length > 0) throw mailInvalid("from", "must be one address");
  const [to, cc, bcc] = (["to", "cc", "bcc"] as const).map((field) => [...mailAddresses(field, given[field])]);
  const count = [to, cc, bcc].reduce((sum, list) => sum + (list?.length ?? 0), 0);
  if (count === 0) throw mailInvalid("to", "is empty, and so are cc and bcc. Give an address");
  if (count > RECIPIENTS_MAX) {
    throw mailInvalid(
      "to",
      `and cc and bcc hold ${count} addresses, and ${RECIPIENTS_MAX} are the most. Send several mails`,
    );
  }
  if (given.text === undefined && given.html === undefined)
    throw mailInvalid("text", "is not given, and neither is html");
  return {
    from: { ...from },
    ...(to?.length && { to }),
    ...(cc?.length && { cc }),
    ...(bcc?.length && { bcc }),
    ...(given.replyTo !== undefined && { replyTo: [...mailAddresses("replyTo", given.replyTo)] }),
    subject: mailLine("subject", given.subject),
    ...(given.text !== undefined && { text: given.text }),
    ...(given.html !== undefined && { html: given.html }),
    attachments: attachmentsOf(given),
    messageId: messageIdOf(from.address, origin),
    // Nothing that the mail says is read from the server's files, or asked for by HTTP.
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** By run and call, and by nothing that differs from attempt to attempt. */
function messageIdOf(from: string, { instanceId, idempotencyKey }: MailOrigin): string {
  const run = instanceId.replace(/[^A-Za-z0-9_-]/g, "-").slice(0, 60);
  const call = createHash("sha256").update(idempotencyKey).digest("hex").slice(0, 32);
  return `<${run}.${call}@${domainToASCII(from.slice(from.lastIndexOf("@") + 1))}>`;
}

function attachmentsOf({ attachments }: MailInput) {
  let bytes = 0;
  return attachments.map(({ name, content, as, contentType }, at) => {
    const field = `attachments.${at}`;
    if (/[/\\]/.test(mailLine(`${field}.name`, name)))
      throw mailInvalid(`${field}.name`, "holds a / or \\. Give a name alone");
    if (contentType !== undefined && !/^[\w.+-]+\/[\w.+-]+(;\s*[\w-]+=[\w.+-]+)*$/.test(contentType)) {
      throw mailInvalid(`${field}.contentType`, "is no type such as text/csv");
    }
    const data = as === "text" ? Buffer.from(content) : fromBase64(`${field}.content`, content);
    bytes += data.byteLength;
    if (bytes > ATTACHMENTS_BYTES_MAX) {
      throw mailInvalid(
        "attachments",
        `hold more than ${ATTACHMENTS_BYTES_MAX / 1024 / 1024} MiB. Send a link instead`,
      );
    }
    return { filename: name, content: data, ...(contentType !== undefined && { contentType }) };
  });
}

function fromBase64(field: string, text: string): Buffer {
  const bare = text.replace(/\s+/g, "");
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(bare) || bare.length % 4 === 1) {
    throw mailInvalid(field, 'is not base64. Say "as": "text"');
  }
  return Buffer.from(bare, "base64");
}
