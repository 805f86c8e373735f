/** A server that takes mails, as an address says it. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** Encrypted from the first byte on. */
  readonly isSecure: boolean;
  /** What is done where it is not: encryption is a must, is taken when the server offers it, or is left out. */
  readonly startTls: "required" | "offered" | "never";
  readonly user?: string;
  readonly password?: string;
}

const START_TLS = ["required", "offered", "never"] as const;

/**
 * Reads `smtps://user:password@host:port` (encrypted from the start, port 465) and `smtp://…?tls=required` (encrypted by
 * STARTTLS, port 587). Without `tls`, a password must be encrypted, and a mail without one is when the server offers it;
 * `tls=never` is for servers of one's own. Undefined for anything else.
 */
export function mailServerOf(address: string): MailServer | undefined {
  if (!/^smtps?:\/\/\S+$/.test(address) || !URL.canParse(address)) return undefined;
  const { protocol, hostname, port, username, password, pathname, hash, searchParams } = new URL(address);
  const isSecure = protocol === "smtps:";
  const tls = searchParams.get("tls") ?? (username === "" ? "offered" : "required");
  const startTls = START_TLS.find((known) => known === tls);
  const host = hostname.replace(/^\[|\]$/g, "").toLowerCase();
  const surplus = [...searchParams.keys()].some((key) => key !== "tls") || (isSecure && searchParams.has("tls"));
  if (host === "" || startTls === undefined || surplus || hash !== "" || !["", "/"].includes(pathname))
    return undefined;
  try {
    return {
      host,
      port: port === "" ? (isSecure ? 465 : 587) : Number(port),
      isSecure,
      startTls,
      ...(username !== "" && { user: decodeURIComponent(username), password: decodeURIComponent(password) }),
    };
  } catch {
    return undefined; // A % that stands for nothing.
  }
}

/** `mail.example.com:587`, `[::1]:25`. */
export const mailHostOf = ({ host, port }: MailServer): string => `${host.includes(":") ? `[${host}]` : host}:${port}`;
