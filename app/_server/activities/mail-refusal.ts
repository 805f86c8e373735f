export type MailRefusalCode =
  | "MailInvalid"
  | "MailServerMissing"
  | "AddressRefused"
  | "ConnectionRefused"
  | "ConnectionLost"
  | "HostNotFound"
  | "HostUnreachable"
  | "TlsError"
  | "AuthenticationFailed"
  | "SenderRefused"
  | "RecipientsRefused"
  | "MessageRefused"
  | "MailFailed"
  | "Timeout"
  | "Cancelled";

export interface MailRefusalDetails {
  /** The field of the input that is wrong. */
  readonly field?: string;
  /** The server, as host and port. */
  readonly host?: string;
  /** The server's own words and their number. */
  readonly reply?: string;
  readonly replyCode?: number;
  readonly rejected?: readonly { readonly address: string; readonly reply: string }[];
}

/** A mail that was not sent or, where the message says so, may have been. */
export class MailRefusal extends Error {
  override readonly name = "MailRefusal";
  constructor(
    readonly code: MailRefusalCode,
    message: string,
    readonly nonRetriable: boolean,
    readonly details: MailRefusalDetails = {},
  ) {
    super(message);
  }
}

/** Something of the input that cannot be sent. */
export const mailInvalid = (field: string, why: string): MailRefusal =>
  new MailRefusal("MailInvalid", `The mail was not sent: "${field}" ${why}.`, true, { field });
