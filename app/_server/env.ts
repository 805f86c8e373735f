import path from "node:path";
import { addressRule, environmentSecrets, type SecretSource } from "@dacapo/engine";
import * as z from "zod";
import { type MailServer, mailServerOf } from "./activities/mail-server";

/** What a person may set from outside. Read once, at boot. */
export interface Env {
  readonly port: number;
  /** The address the server listens on. */
  readonly host: string;
  /** Where everything is kept, as an absolute path. */
  readonly dataDir: string;
  /** A PostgreSQL address; without it, SQLite in the data directory. */
  readonly databaseUrl?: string;
  readonly logLevel: LogLevel;
  /** What workflows may ask by HTTP besides public addresses, as the engine's `addressRule` reads it. */
  readonly httpAllow: readonly string[];
  /** Who takes mails that name no server. */
  readonly mailServer?: MailServer;
  /** The secrets that workflows may name. */
  readonly secrets: SecretSource;
}

const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const integer = z.string().regex(/^\d{1,6}$/, "must be a whole number from 0 to 65535");
const unset = (value: unknown) => (value === "" ? undefined : value);

/** Entries with commas or blanks between them, each of which must be understood: a typing error must not open a door. */
const addresses = z
  .string()
  .transform((text) => text.split(/[\s,]+/).filter((entry) => entry !== ""))
  .superRefine((entries, context) => {
    for (const entry of entries) {
      try {
        addressRule([entry]);
      } catch (error) {
        context.addIssue({ code: "custom", message: `has an entry that cannot be read: ${(error as Error).message}` });
      }
    }
  });

const envSchema = z.object({
  PORT: z.preprocess(
    unset,
    integer
      .transform(Number)
      .refine((port) => port <= 65_535, "must be a whole number from 0 to 65535")
      .default(3000),
  ),
  HOST: z.preprocess(unset, z.string().trim().min(1, "must not be blank").default("127.0.0.1")),
  DATA_DIR: z.preprocess(unset, z.string().trim().min(1, "must not be blank").default("data")),
  DATABASE_URL: z.preprocess(
    unset,
    z
      .string()
      .regex(/^postgres(ql)?:\/\/\S+$/, "must be a PostgreSQL address such as postgresql://user:password@host/database")
      .optional(),
  ),
  LOG_LEVEL: z.preprocess(
    unset,
    z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(", ")}` }).default("info"),
  ),
  DACAPO_SMTP_URL: z.preprocess(
    unset,
    z
      .string()
      .refine(
        (address) => mailServerOf(address) !== undefined,
        "must be the address of a mail server such as smtps://user:password@mail.example.com or smtp://mail.example.com?tls=required",
      )
      .optional(),
  ),
  HTTP_ALLOW: z.preprocess(unset, addresses.default([])),
});

/** The environment has a value that Dacapo cannot work with. The message has a sentence for each. */
export class InvalidEnvironment extends Error {
  override readonly name = "InvalidEnvironment";
}

/** Values are not repeated in messages: an address may hold a password. */
export function parseEnv(variables: Readonly<Record<string, string | undefined>>, cwd: string): Env {
  const parsed = envSchema.safeParse(variables);
  if (!parsed.success) {
    const sentences = parsed.error.issues.map(
      (issue) => `The environment variable ${issue.path.join(".")} ${issue.message.replace(/\.$/, "")}.`,
    );
    throw new InvalidEnvironment(sentences.join(" "));
  }
  const { PORT, HOST, DATA_DIR, DATABASE_URL, DACAPO_SMTP_URL, LOG_LEVEL, HTTP_ALLOW } = parsed.data;
  const mailServer = DACAPO_SMTP_URL === undefined ? undefined : mailServerOf(DACAPO_SMTP_URL);
  return {
    port: PORT,
    host: HOST,
    dataDir: path.resolve(cwd, DATA_DIR),
    logLevel: LOG_LEVEL,
    httpAllow: HTTP_ALLOW,
    secrets: environmentSecrets(variables),
    ...(DATABASE_URL !== undefined && { databaseUrl: DATABASE_URL }),
    ...(mailServer !== undefined && { mailServer }),
  };
}

/** The one door to `process.env`. */
export function readEnv(): Env {
  return parseEnv(process.env, process.cwd());
}

/** The address that the server's own workflows reach it at. */
export function originOf({ host, port }: Pick<Env, "host" | "port">): string {
  // A server that listens on every address is reached on the loopback one.
  const reached = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  return `http://${reached.includes(":") ? `[${reached}]` : reached}:${port}`;
}
