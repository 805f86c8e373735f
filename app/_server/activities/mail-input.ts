import * as z from "zod";

/** What all attachments of one mail may hold together; most servers take no more. */
export const ATTACHMENTS_BYTES_MAX = 10 * 1024 * 1024;
export const RECIPIENTS_MAX = 100;
const TEXT_CHARACTERS_MAX = 1024 * 1024;

const addresses = z.union([z.string().max(100_000), z.array(z.string().max(1_000)).max(RECIPIENTS_MAX)]);

export const mailInput = z.strictObject({
  from: z
    .string()
    .min(1)
    .max(1_000)
    .meta({ title: "From", description: "One address.", examples: ["Shop <shop@example.com>"] }),
  to: addresses.optional().meta({
    title: "To",
    description: "An address, several with commas between, or a list of them.",
    examples: ["ann@example.com, Ben <ben@example.com>"],
  }),
  cc: addresses.optional().meta({ title: "Cc", description: "Who gets a copy." }),
  bcc: addresses.optional().meta({ title: "Bcc", description: "Who gets a copy without the others knowing." }),
  replyTo: addresses.optional().meta({ title: "Reply to", description: "Where answers go, if not to the sender." }),
  subject: z
    .string()
    .max(900)
    .meta({ title: "Subject", examples: ["Your order"] }),
  text: z.string().max(TEXT_CHARACTERS_MAX).optional().meta({ title: "Text", description: "The mail as plain text." }),
  html: z
    .string()
    .max(TEXT_CHARACTERS_MAX)
    .optional()
    .meta({ title: "HTML", description: "The mail as HTML, for readers that show it." }),
  attachments: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(200),
        content: z.string(),
        as: z.enum(["text", "base64"]).default("text").meta({ description: "What the content is." }),
        contentType: z.string().max(200).optional().meta({ description: "By the name's ending, if nothing is said." }),
      }),
    )
    .max(20)
    .default([])
    .meta({
      title: "Attachments",
      description: "At most 10 MiB together. Read file gives the content of a file in base64.",
      examples: [[{ name: "order.csv", content: "article,pieces", as: "text" }]],
    }),
  server: z.string().min(1).max(200).optional().meta({
    title: "Server",
    description:
      "The name of a secret that holds an address such as smtps://user:password@mail.example.com. Without it, the server that DACAPO_SMTP_URL names.",
  }),
  timeoutMs: z.int().min(1).max(600_000).default(60_000).meta({ title: "Time at most (ms)" }),
});
export type MailInput = z.output<typeof mailInput>;

export const mailOutput = z.strictObject({
  messageId: z.string().meta({
    title: "Message-ID",
    description: "The same in each attempt: a mail that came twice can be recognised.",
  }),
  accepted: z
    .array(z.string())
    .meta({ title: "Accepted", description: "Addresses that the server took the mail for." }),
  rejected: z.array(z.strictObject({ address: z.string(), reply: z.string() })).meta({
    title: "Rejected",
    description: "Addresses that it did not, with its words. If it takes none, the node fails.",
  }),
});
