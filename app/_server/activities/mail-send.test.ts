import { createServer } from "node:net";
import { type ActivityContext, environmentSecrets } from "@dacapo/engine";
import { failureFrom } from "@dacapo/engine/model";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { mailSend } from "./mail-send";
import { mailServerOf } from "./mail-server";
import { SmtpServerForTest } from "./smtp-server-for-test";

let smtp: SmtpServerForTest;
beforeEach(async () => {
  smtp = new SmtpServerForTest();
  await smtp.listen();
});
afterEach(() => smtp.close());

const LOCAL = ["127.0.0.1"];
const address = (more = "") => `smtp://127.0.0.1:${smtp.port}${more}`;
const contextOf = (over: Partial<ActivityContext> = {}) =>
  ({
    instanceId: "order/7",
    idempotencyKey: "order/7:e-1:3",
    attempt: 1,
    signal: new AbortController().signal,
    ...over,
  }) as ActivityContext;

interface World {
  readonly variables?: Readonly<Record<string, string>>;
  readonly httpAllow?: readonly string[];
  readonly own?: string | undefined;
  readonly context?: ActivityContext;
}

async function send(input: Record<string, unknown>, world: World = {}) {
  const { variables = {}, httpAllow = LOCAL, context = contextOf() } = world;
  const own = "own" in world ? world.own : address();
  const ownServer = own === undefined ? undefined : mailServerOf(own);
  const activity = mailSend({ secrets: environmentSecrets(variables), httpAllow, ownServer });
  const mail = {
    from: "Shop <shop@example.com>",
    to: "ann@example.com",
    subject: "Your order",
    text: "It comes.",
    ...input,
  };
  return (await activity.run(activity.parseInput(mail), context)) as {
    messageId: string;
    accepted: string[];
    rejected: unknown[];
  };
}

const failure = (...given: Parameters<typeof send>) =>
  send(...given).then(
    (sent) => {
      throw new Error(`The mail was expected not to be sent, and was: ${JSON.stringify(sent)}`);
    },
    (thrown) => {
      const { code, message, nonRetriable = false, details } = failureFrom(thrown, "ActivityError");
      return { code, message, nonRetriable, details };
    },
  );

const header = (data: string, name: string): string | undefined =>
  new RegExp(`^${name}: (.*(?:\r\n[ \t].*)*)`, "mi").exec(data)?.[1]?.replace(/\r\n\s+/g, " ");

describe("what is sent", () => {
  test("goes to everybody, says who it is from, and carries what is attached", async () => {
    const sent = await send({
      to: 'ann@example.com, "Day, Ben" <ben@example.com>',
      cc: ["cleo@example.com"],
      bcc: "dora@example.com",
      replyTo: "Help <help@example.com>",
      subject: "Grüße",
      html: "<p>It comes.</p>",
      attachments: [
        { name: "order.csv", content: "article,pieces\ntea,3" },
        { name: "dot.png", content: "iVBO Rw0K", as: "base64", contentType: "image/png" },
      ],
    });
    const everybody = ["ann", "ben", "cleo", "dora"].map((name) => `${name}@example.com`);
    expect(sent).toEqual({
      messageId: expect.stringMatching(/^<order-7\.[0-9a-f]{32}@example\.com>$/),
      accepted: everybody,
      rejected: [],
    });
    const [mail] = smtp.mails;
    const data = mail?.data ?? "";
    expect(mail).toMatchObject({ from: "shop@example.com", to: everybody });
    expect(header(data, "Message-ID")).toBe(sent.messageId);
    expect(header(data, "From")).toBe("Shop <shop@example.com>");
    expect(header(data, "To")).toBe('ann@example.com, "Day, Ben" <ben@example.com>');
    expect(header(data, "Cc")).toBe("cleo@example.com");
    expect(header(data, "Reply-To")).toBe("Help <help@example.com>");
    expect(header(data, "Subject")).toMatch(/^=\?UTF-8\?/);
    expect(data).not.toContain("dora@");
    expect(data).toContain("It comes.");
    expect(data).toContain("<p>It comes.</p>");
    expect(data).toContain(Buffer.from("article,pieces\ntea,3").toString("base64"));
    expect(data).toMatch(/Content-Type: image\/png; name=dot\.png/);
    expect(data).toContain("iVBORw0K");
  });

  test("has the same Message-ID in each attempt, and another one in another call", async () => {
    const first = await send({});
    const second = await send({}, { context: contextOf({ attempt: 2 }) });
    const other = await send({}, { context: contextOf({ idempotencyKey: "order/7:e-1:4" }) });
    expect(second.messageId).toBe(first.messageId);
    expect(other.messageId).not.toBe(first.messageId);
  });

  test("lines that begin with a dot arrive", async () => {
    await send({ text: "a\n.\n..b\n" });
    expect(smtp.mails[0]?.data).toMatch(/a\r\n\.\r\n\.\.b/);
  });

  test("names in letters of the world", async () => {
    await send({ from: "Žofie <zofie@příklad.example>", to: "jörg@example.com" });
    expect(smtp.mails[0]).toMatchObject({ from: "zofie@xn--pklad-zsa96e.example", to: ["jörg@example.com"] });
  });

  test("what looks like a file or an address is a text", async () => {
    await send({
      text: "file:///etc/hostname",
      html: '<img src="http://127.0.0.1:1/a.png">',
      attachments: [{ name: "a", content: "/etc/hostname" }],
    });
    expect(smtp.mails[0]?.data).toContain(Buffer.from("/etc/hostname").toString("base64"));
  });
});

describe("what cannot be sent is told with its field, and no server hears of it", () => {
  test.each([
    [{ subject: "Hello\r\nBcc: eve@example.com" }, "subject"],
    [{ from: "Shop\r\nBcc: eve@example.com <shop@example.com>" }, "from"],
    [{ to: "ann@example.com\nRCPT TO:<eve@example.com>" }, "to"],
    [{ to: ["ann@example.com>\u2028<eve@example.com"] }, "to"],
    [{ to: "<ann@example.com> <eve@example.com>" }, "to"],
    [{ replyTo: "Help\0 <help@example.com>" }, "replyTo"],
    [{ attachments: [{ name: "a\r\nX: 1", content: "" }] }, "attachments.0.name"],
    [{ attachments: [{ name: "../a", content: "" }] }, "attachments.0.name"],
    [{ attachments: [{ name: "a", content: "", contentType: "text/plain\r\nX: 1" }] }, "attachments.0.contentType"],
    [{ attachments: [{ name: "a", content: "%", as: "base64" }] }, "attachments.0.content"],
    [
      { attachments: Array.from({ length: 11 }, () => ({ name: "a", content: "x".repeat(1024 * 1024) })) },
      "attachments",
    ],
    [{ from: "shop" }, "from"],
    [{ from: "a@example.com, b@example.com" }, "from"],
    [{ to: "ann@" }, "to"],
    [{ to: "@example.com" }, "to"],
    [{ to: "ann@exa mple.com" }, "to"],
    [{ to: "ann@-example.com" }, "to"],
    [{ to: "a b@example.com" }, "to"],
    [{ to: `${"a".repeat(65)}@example.com` }, "to"],
    [{ to: "" }, "to"],
    [{ to: undefined }, "to"],
    [{ cc: Array.from({ length: 100 }, (_, n) => `a${n}@example.com`) }, "to"],
    [{ text: undefined }, "text"],
  ])("%#", async (input, field) => {
    expect(await failure(input)).toMatchObject({
      code: "MailInvalid",
      nonRetriable: true,
      details: { field },
      message: expect.stringContaining(`"${field}"`),
    });
    expect(smtp.lines).toEqual([]);
  });
});

describe("the server", () => {
  test("may be a secret, with a password that appears nowhere", async () => {
    const secrets = { DACAPO_SECRET_MAIL: `smtp://me%40example.com:hush-hush@127.0.0.1:${smtp.port}?tls=never` };
    await send({ server: "mail" }, { own: undefined, variables: secrets });
    expect(smtp.lines).toContain(`AUTH PLAIN ${Buffer.from("\0me@example.com\0hush-hush").toString("base64")}`);

    smtp.answers = (line) => (line.startsWith("AUTH") ? `535 No: ${line} hush-hush` : undefined);
    const refused = await failure({ server: "mail" }, { variables: secrets });
    expect(refused).toMatchObject({ code: "AuthenticationFailed", nonRetriable: true, details: { replyCode: 535 } });
    expect(JSON.stringify(refused)).not.toMatch(/hush-hush|AG1lQGV4YW1wbGUuY29tAGh1c2gtaHVzaA/);
    smtp.answers = (line) => (line.startsWith("AUTH") ? "454 Later" : undefined);
    expect(await failure({ server: "mail" }, { variables: secrets })).toMatchObject({
      code: "AuthenticationFailed",
      nonRetriable: false,
    });
  });

  test("must be there", async () => {
    expect(await failure({}, { own: undefined })).toMatchObject({
      code: "MailServerMissing",
      nonRetriable: true,
      message: expect.stringContaining("DACAPO_SMTP_URL"),
    });
    expect(await failure({ server: "none" })).toMatchObject({ code: "SecretMissing", nonRetriable: true });
    const variables = { DACAPO_SECRET_WEB: "https://me:hush-hush@example.com" };
    const invalid = await failure({ server: "web" }, { variables });
    expect(invalid).toMatchObject({ code: "SecretInvalid", nonRetriable: true });
    expect(JSON.stringify(invalid)).not.toContain("hush-hush");
  });

  test("that a secret names is held to the rule of addresses; the one of the environment is where it is", async () => {
    for (const host of ["127.0.0.1", "localhost"]) {
      const variables = { DACAPO_SECRET_MAIL: `smtp://${host}:${smtp.port}` };
      expect(await failure({ server: "mail" }, { variables, httpAllow: [] })).toMatchObject({
        code: "AddressRefused",
        nonRetriable: true,
        message: expect.stringContaining(`HTTP_ALLOW=${host}:${smtp.port}`),
      });
      expect(await send({ server: "mail" }, { variables, httpAllow: [`${host}:${smtp.port}`] })).toMatchObject({
        rejected: [],
      });
    }
    expect(smtp.mails).toHaveLength(2);
    expect(await send({}, { httpAllow: [] })).toMatchObject({ rejected: [] });
  });

  test("without encryption is sent no password, unless the address says so", async () => {
    const variables = { DACAPO_SECRET_MAIL: `smtp://me:hush-hush@127.0.0.1:${smtp.port}` };
    smtp.answers = (line) => (line === "STARTTLS" ? "502 What?" : undefined);
    expect(await failure({ server: "mail" }, { variables })).toMatchObject({ code: "TlsError" });
    expect(smtp.lines.join()).not.toContain("AUTH");
    expect(await failure({}, { own: address("?tls=required") })).toMatchObject({ code: "TlsError" });
    expect(await failure({}, { own: `smtps://127.0.0.1:${smtp.port}` })).toMatchObject({ code: "TlsError" });
    expect(smtp.mails).toEqual([]);
  });

  test("that offers encryption must have it", async () => {
    smtp.extensions = ["STARTTLS"];
    smtp.answers = (line) => (line === "STARTTLS" ? "220 Go on" : undefined);
    expect(await failure({ timeoutMs: 500 })).toMatchObject({ code: "Timeout" });
    smtp.answers = (line) => (line === "STARTTLS" ? "454 Not now" : undefined);
    expect(await failure({})).toMatchObject({ code: "TlsError" });
    expect(await send({}, { own: address("?tls=never") })).toMatchObject({ rejected: [] });
  });
});

describe("what the server says", () => {
  const half = (reply: string) => (line: string) => (/^RCPT TO:<(b|c)/.test(line) ? reply : undefined);

  test("half of the recipients is a mail, with what was said of the others", async () => {
    smtp.answers = half("550 5.1.1 Nobody is called so");
    expect(await send({ to: "ann@example.com, ben@example.com, dora@example.com" })).toMatchObject({
      accepted: ["ann@example.com", "dora@example.com"],
      rejected: [{ address: "ben@example.com", reply: "550 5.1.1 Nobody is called so" }],
    });
    expect(smtp.mails[0]?.to).toEqual(["ann@example.com", "dora@example.com"]);
  });

  test("none of them is a failure, which may pass or not", async () => {
    smtp.answers = half("550 Nobody");
    const lasting = await failure({ to: "ben@example.com, cleo@example.com" });
    expect(lasting).toMatchObject({
      code: "RecipientsRefused",
      nonRetriable: true,
      details: {
        replyCode: 550,
        rejected: [{ address: "ben@example.com" }, { address: "cleo@example.com", reply: "550 Nobody" }],
      },
    });
    smtp.answers = half("451 Greylisted");
    expect(await failure({ to: "ben@example.com" })).toMatchObject({ code: "RecipientsRefused", nonRetriable: false });
    expect(smtp.mails).toEqual([]);
  });

  test.each([
    ["MAIL FROM", "550 Not you", "SenderRefused", true],
    ["MAIL FROM", "421 Too many", "SenderRefused", false],
    ["DATA", "554 No", "MessageRefused", true],
    [".", "552 Too large", "MessageRefused", true],
    [".", "451 Later", "MessageRefused", false],
  ])("%s: %s", async (command, reply, code, nonRetriable) => {
    smtp.answers = (line) => (line.startsWith(command) ? reply : undefined);
    const failed = await failure({});
    expect(failed).toMatchObject({ code, nonRetriable, message: expect.stringContaining(reply) });
    expect(smtp.mails).toEqual([]);
  });
});

describe("a server that is not there", () => {
  test("nothing listens", async () => {
    expect(await failure({}, { own: "smtp://127.0.0.1:1" })).toMatchObject({
      code: "ConnectionRefused",
      nonRetriable: false,
    });
  });

  test("its name is not known", async () => {
    expect(await failure({}, { own: "smtp://nowhere.invalid" })).toMatchObject({
      code: "HostNotFound",
      nonRetriable: false,
    });
  });

  test.each(["", "EHLO", "MAIL FROM", "RCPT TO", "DATA", "."])("it hangs at %j", async (command) => {
    smtp.answers = (line) => (line === command || (command !== "" && line.startsWith(command)) ? "hang" : undefined);
    const begun = performance.now();
    const late = await failure({ timeoutMs: 300 });
    expect(late).toMatchObject({ code: "Timeout", nonRetriable: false });
    expect(late.message.includes("is not known")).toBe(command === ".");
    expect(performance.now() - begun).toBeLessThan(5_000);
  });

  test.each(["", "EHLO", "RCPT TO", "."])("it closes the connection at %j", async (command) => {
    smtp.answers = (line) => (line === command || (command !== "" && line.startsWith(command)) ? "close" : undefined);
    const lost = await failure({});
    expect(lost).toMatchObject({ code: "ConnectionLost", nonRetriable: false });
    expect(lost.message.includes("is not known")).toBe(command === ".");
  });

  test("it speaks something else", async () => {
    const web = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.end("HTTP/1.1 400 Bad Request\r\n\r\n");
    });
    await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
    const { port } = web.address() as { port: number };
    expect(await failure({}, { own: `smtp://127.0.0.1:${port}` })).toMatchObject({ nonRetriable: false });
    web.close();
  });

  test("nobody waits for it any more", async () => {
    smtp.answers = (line) => (line.startsWith("EHLO") ? "hang" : undefined);
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 100);
    const context = contextOf({ signal: controller.signal });
    expect(await failure({}, { context })).toMatchObject({ code: "Cancelled" });
    expect(await failure({}, { context })).toMatchObject({ code: "Cancelled" });
  });
});

test.each([
  ["smtp://mail.example.com", { host: "mail.example.com", port: 587, isSecure: false, startTls: "offered" }],
  ["smtps://mail.example.com", { port: 465, isSecure: true }],
  ["smtp://me:a%2Fb@[::1]:25/", { host: "::1", port: 25, startTls: "required", user: "me", password: "a/b" }],
  ["smtp://me:p@mail?tls=never", { startTls: "never" }],
  ["smtp://mail?tls=maybe", undefined],
  ["smtp://mail?tsl=never", undefined],
  ["smtps://mail?tls=never", undefined],
  ["smtp://mail/path", undefined],
  ["smtp://me:%@mail", undefined],
  ["smtp://", undefined],
  ["mail.example.com", undefined],
  ["https://mail.example.com", undefined],
])("the address %s", (text, server) => {
  if (server === undefined) expect(mailServerOf(text)).toBeUndefined();
  else expect(mailServerOf(text)).toMatchObject(server);
});
