import { createServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server } from "node:net";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { executionId, failureFrom, instanceId, taskId } from "../model/index.js";
import type { ActivityContext } from "./define.js";
import { HTTP_BODY_BYTES_MAX, httpRequest } from "./http-request.js";
import { environmentSecrets } from "./secrets.js";

const open: { close(): unknown }[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

async function listening(server: Server): Promise<number> {
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  return (server.address() as AddressInfo).port;
}

async function service(handler: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listening(createServer(handler))}`;
}

function context(signal = new AbortController().signal): ActivityContext {
  return {
    instanceId: instanceId("run-1"),
    executionId: executionId("e-1"),
    taskId: taskId(3),
    attempt: 1,
    idempotencyKey: "run-1:e-1:3",
    tags: {},
    signal,
    log: () => undefined,
  };
}

const SECRET = "s3cr3t/+ü".replace("ü", "=");
const secrets = environmentSecrets({ DACAPO_SECRET_API_KEY: SECRET, DACAPO_SECRET_BROKEN: "a\r\nx-more: 1" });
const local = httpRequest({ allow: ["127.0.0.1", "::1"], secrets });
const strict = httpRequest({ secrets });

const request = (input: unknown, signal?: AbortSignal, by = local) =>
  Promise.resolve(by.run(by.parseInput(input), context(signal))) as Promise<Record<string, unknown>>;

async function failure(input: unknown, signal?: AbortSignal, by = local) {
  try {
    await request(input, signal, by);
  } catch (thrown) {
    return failureFrom(thrown, "ActivityError");
  }
  throw new Error("The request was expected to fail.");
}

/** A port that was free a moment ago. */
async function unusedPort(): Promise<number> {
  const server = createTcpServer();
  const port = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  open.length = 0;
  return port;
}

const echo: RequestListener = (incoming, outgoing) => {
  let body = "";
  incoming.on("data", (chunk) => (body += chunk));
  incoming.on("end", () => {
    outgoing.setHeader("content-type", "application/json; charset=utf-8");
    outgoing.end(JSON.stringify({ method: incoming.method, url: incoming.url, headers: incoming.headers, body }));
  });
};

describe("an answer", () => {
  test("JSON is given as its value", async () => {
    const origin = await service(echo);
    const answer = await request({
      method: "GET",
      url: `${origin}/a?b=1`,
      query: { c: "é &", d: [1, 2], e: null, f: true },
      headers: { "X-Number": 5 },
    });
    expect(answer).toMatchObject({
      status: 200,
      headers: { "content-type": "application/json; charset=utf-8" },
      body: { method: "GET", url: "/a?b=1&c=%C3%A9+%26&d=1&d=2&f=true", headers: { "x-number": "5" }, body: "" },
    });
    expect(answer).not.toHaveProperty("body.headers.idempotency-key");
  });

  test("text is given as text, in the encoding it declares", async () => {
    const origin = await service((_incoming, outgoing) => {
      outgoing.setHeader("content-type", "text/plain; charset=latin1");
      outgoing.end(Buffer.from("caf\u00e9", "latin1"));
    });
    expect(await request({ method: "GET", url: origin })).toMatchObject({ body: "café" });
  });

  test("an empty one is empty text, or null where JSON was declared", async () => {
    const origin = await service((incoming, outgoing) => {
      if (incoming.url === "/json") outgoing.setHeader("content-type", "application/json");
      outgoing.statusCode = incoming.url === "/json" ? 200 : 204;
      outgoing.end();
    });
    expect(await request({ method: "DELETE", url: origin })).toMatchObject({ status: 204, body: "" });
    expect(await request({ method: "GET", url: `${origin}/json` })).toMatchObject({ status: 200, body: null });
    expect(await request({ method: "HEAD", url: `${origin}/json` })).toMatchObject({ status: 200, body: null });
  });

  test("a JSON body goes out as JSON with the idempotency key, a text as text", async () => {
    const origin = await service(echo);
    expect(await request({ method: "POST", url: origin, body: { a: [1] } })).toMatchObject({
      body: { body: '{"a":[1]}', headers: { "content-type": "application/json", "idempotency-key": "run-1:e-1:3" } },
    });
    expect(
      await request({ method: "PUT", url: origin, body: "a=1", headers: { "Idempotency-Key": "mine" } }),
    ).toMatchObject({
      body: { body: "a=1", headers: { "content-type": "text/plain; charset=utf-8", "idempotency-key": "mine" } },
    });
  });

  test("a status from 400 up may be accepted", async () => {
    const origin = await service((_incoming, outgoing) => {
      outgoing.statusCode = 404;
      outgoing.end("nothing here");
    });
    expect(await request({ method: "GET", url: origin, onErrorStatus: "accept" })).toMatchObject({
      status: 404,
      body: "nothing here",
    });
  });
});

describe("a failure says what, where, why and what next", () => {
  test.each([
    ["", "The URL of the request is empty. Give it an address such as https://example.com/path."],
    [
      "shop.example/stock",
      '"shop.example/stock" is not a URL. It needs a scheme, a host and perhaps a path, such as https://example.com/path.',
    ],
    ["ftp://example.com/a", '"ftp://example.com/a" uses the scheme ftp, which cannot be requested. Use http or https.'],
    [
      "http://me:secret@example.com/",
      "The URL of example.com holds a user name or password. Take them out and send an Authorization header instead.",
    ],
  ])("URL %j", async (url, message) => {
    expect(await failure({ method: "GET", url })).toMatchObject({ code: "InvalidUrl", nonRetriable: true, message });
  });

  test("a refused connection", async () => {
    const port = await unusedPort();
    const refused = await failure({ method: "GET", url: `http://127.0.0.1:${port}/stock?token=secret` });
    expect(refused).toMatchObject({
      code: "ConnectionRefused",
      message: `GET http://127.0.0.1:${port}/stock failed: nothing listens at 127.0.0.1:${port} (connection refused). Start the service, or correct the address and port.`,
      details: { host: `127.0.0.1:${port}`, reason: "ECONNREFUSED" },
    });
    expect(refused.nonRetriable).toBeUndefined();
    const twoAddresses = await failure({ method: "GET", url: `http://localhost:${port}/` });
    expect(twoAddresses.code).toBe("ConnectionRefused");
  });

  test("a host that nobody knows", async () => {
    const unknown = await failure({ method: "GET", url: "http://nowhere.invalid/" });
    expect(unknown.code).toBe("HostNotFound");
    expect(unknown.message).toContain("the host name nowhere.invalid is not known");
  });

  test("a port of another protocol", async () => {
    expect(await failure({ method: "GET", url: "http://127.0.0.1:25/" })).toMatchObject({
      code: "PortBlocked",
      nonRetriable: true,
    });
  });

  test("https where http is spoken", async () => {
    const origin = await service(echo);
    expect((await failure({ method: "GET", url: origin.replace("http:", "https:") })).code).toBe("TlsError");
  });

  test("a connection that is cut", async () => {
    const server = createTcpServer((socket) => socket.once("data", () => socket.destroy()));
    const port = await listening(server);
    expect((await failure({ method: "GET", url: `http://127.0.0.1:${port}/` })).code).toBe("ConnectionLost");
  });

  test("a time limit, and a result that is no longer wanted", async () => {
    const origin = await service(() => undefined);
    expect((await failure({ method: "GET", url: origin }, AbortSignal.timeout(50))).code).toBe("Timeout");
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 20);
    expect((await failure({ method: "GET", url: origin }, controller.signal)).code).toBe("Cancelled");
  });

  test.each([
    [400, true],
    [404, true],
    [408, false],
    [425, false],
    [429, false],
    [500, false],
    [503, false],
  ])("status %i, final: %s", async (status, final) => {
    const origin = await service((_incoming, outgoing) => {
      outgoing.statusCode = status;
      outgoing.end("x".repeat(2_000));
    });
    const answered = await failure({ method: "GET", url: `${origin}/stock` });
    expect(answered.code).toBe("HttpStatus");
    expect(answered.nonRetriable === true).toBe(final);
    expect(answered.details).toEqual({ status, body: `${"x".repeat(500)}…` });
    expect(answered.message).toContain(`GET ${origin}/stock was answered with ${status} `);
  });

  test("JSON that is none", async () => {
    const origin = await service((_incoming, outgoing) => {
      outgoing.setHeader("content-type", "application/problem+json");
      outgoing.end("<html>");
    });
    expect(await failure({ method: "GET", url: origin })).toMatchObject({
      code: "InvalidJson",
      details: { status: 200, body: "<html>" },
    });
  });

  test("an answer beyond the limit is not read to its end", async () => {
    let sent = 0;
    const origin = await service((_incoming, outgoing) => {
      const chunk = Buffer.alloc(1024 * 1024);
      const push = () => {
        while (sent < 200 * chunk.length && !outgoing.destroyed) {
          sent += chunk.length;
          if (!outgoing.write(chunk)) return void outgoing.once("drain", push);
        }
        outgoing.end();
      };
      push();
    });
    expect((await failure({ method: "GET", url: origin })).code).toBe("ResponseTooLarge");
    expect(sent).toBeLessThan(HTTP_BODY_BYTES_MAX * 5);
  });

  test("a body that cannot be sent, a header that is none", async () => {
    expect(await failure({ method: "GET", url: "http://127.0.0.1/", body: {} })).toMatchObject({
      code: "InvalidBody",
      nonRetriable: true,
    });
    expect(await failure({ method: "GET", url: "http://127.0.0.1/", headers: { "a b": "c" } })).toMatchObject({
      code: "InvalidHeader",
      nonRetriable: true,
    });
  });

  test("redirects without end", async () => {
    const origin = await service((_incoming, outgoing) => {
      outgoing.writeHead(302, { location: "/again" });
      outgoing.end();
    });
    expect((await failure({ method: "GET", url: origin })).code).toBe("TooManyRedirects");
  });

  test("input that breaks the schema", () => {
    expect(() => local.parseInput({ method: "FETCH", url: 5 })).toThrow(
      /The input of activity http\.request does not fit its schema: method: .*; url: /,
    );
  });
});

describe("which statuses are a success", () => {
  const withStatus = () =>
    service((incoming, outgoing) => {
      outgoing.statusCode = Number(incoming.url?.slice(1));
      if (outgoing.statusCode === 302) outgoing.setHeader("location", "/200");
      outgoing.end("body");
    });

  test.each([
    ["200-299, 404", 404, true],
    ["200-299, 404", 204, true],
    ["404", 200, false],
    ["2xx", 299, true],
    ["302", 302, true],
    ["200", 302, true],
    ["500", 500, true],
  ])("%j and %i: %s", async (expectedStatus, status, isSuccess) => {
    const url = `${await withStatus()}/${status}`;
    if (isSuccess) expect(await request({ method: "GET", url, expectedStatus })).toHaveProperty("status");
    else {
      expect(await failure({ method: "GET", url, expectedStatus })).toMatchObject({
        code: "HttpStatus",
        message: expect.stringContaining(`(expected was ${expectedStatus})`),
      });
    }
  });

  test("a redirect that is expected is the answer", async () => {
    const url = `${await withStatus()}/302`;
    expect(await request({ method: "GET", url, expectedStatus: "302" })).toMatchObject({ status: 302, body: "body" });
    expect(await request({ method: "GET", url, expectedStatus: "200" })).toMatchObject({ status: 200 });
  });

  test.each(["", "200-", "20", "200-100", "200;201", "600"])("%j is no list", async (expectedStatus) => {
    expect(await failure({ method: "GET", url: "http://127.0.0.1/", expectedStatus })).toMatchObject({
      code: "InvalidExpectedStatus",
      nonRetriable: true,
    });
  });
});

describe("a body that must fit a schema", () => {
  const responseSchema = {
    type: "object",
    required: ["id"],
    properties: { id: { type: "string" }, items: { type: "array", items: { type: "number" } } },
  };
  const answering = (value: unknown) =>
    service((_incoming, outgoing) => {
      outgoing.setHeader("content-type", "application/json");
      outgoing.end(JSON.stringify(value));
    });

  test("fits", async () => {
    const url = await answering({ id: "a", items: [1] });
    expect(await request({ method: "GET", url, responseSchema })).toMatchObject({ body: { id: "a" } });
  });

  test("does not, and every problem is told", async () => {
    const url = await answering({ items: [1, "two", null] });
    const failed = await failure({ method: "GET", url, responseSchema });
    expect(failed).toMatchObject({ code: "ResponseInvalid", details: { status: 200 } });
    const { problems } = failed.details as unknown as { problems: { path: string }[] };
    expect(problems.map(({ path }) => path).sort()).toEqual(["id", "items.1", "items.2"]);
    expect(failed.message).toContain("body.items.1 must be number");
  });
});

describe("an answer for later", () => {
  const later = (location?: string) =>
    service((_incoming, outgoing) => {
      outgoing.writeHead(202, { "retry-after": "3", ...(location !== undefined && { location }) });
      outgoing.end();
    });

  test("says where to ask, as a whole address, whatever else is expected", async () => {
    const url = await later("/jobs/7?full=1");
    expect(
      await request({
        method: "POST",
        url,
        accept202: true,
        expectedStatus: "200",
        responseSchema: { type: "object" },
      }),
    ).toMatchObject({
      status: 202,
      location: `${url}/jobs/7?full=1`,
      isSameOrigin: true,
      headers: { "retry-after": "3" },
    });
  });

  test("says when that is another origin, which must not be told the secret", async () => {
    const url = await later("http://elsewhere.example/jobs/7");
    expect(await request({ method: "GET", url, accept202: true })).toMatchObject({
      location: "http://elsewhere.example/jobs/7",
      isSameOrigin: false,
    });
  });

  test("is an answer like any other where nobody waits for it, or it says no place", async () => {
    expect(await request({ method: "GET", url: await later("/jobs/7") })).not.toHaveProperty("location");
    expect(await request({ method: "GET", url: await later(), accept202: true })).not.toHaveProperty("location");
  });
});

describe("redirects", () => {
  test("a post is asked for after a 303 and sent again after a 307", async () => {
    const origin = await service((incoming, outgoing) => {
      if (incoming.url === "/303" || incoming.url === "/307") {
        outgoing.writeHead(Number(incoming.url.slice(1)), { location: "/end" });
        outgoing.end();
      } else echo(incoming, outgoing);
    });
    const sent = { method: "POST", body: { a: 1 } };
    const asked = await request({ ...sent, url: `${origin}/303` });
    expect(asked).toMatchObject({ body: { method: "GET", body: "" } });
    expect(asked).not.toHaveProperty("body.headers.content-type");
    expect(await request({ ...sent, url: `${origin}/307` })).toMatchObject({
      body: { method: "POST", body: '{"a":1}' },
    });
  });

  test("another origin sees neither secret nor cookie", async () => {
    const target = await service(echo);
    const origin = await service((_incoming, outgoing) => {
      outgoing.writeHead(302, { location: `${target}/end` });
      outgoing.end();
    });
    const answer = await request({
      method: "GET",
      url: origin,
      headers: { cookie: "a=1", "x-more": "kept" },
      auth: { kind: "header", header: "X-Api-Key", secret: "api-key" },
    });
    const { headers } = answer.body as { headers: Record<string, string> };
    expect(headers).toMatchObject({ "x-more": "kept" });
    expect(Object.keys(headers)).not.toContain("x-api-key");
    expect(Object.keys(headers)).not.toContain("cookie");
  });
});

describe("secrets", () => {
  test.each([
    [{ kind: "bearer", secret: "api-key" }, "authorization", `Bearer ${SECRET}`],
    [
      { kind: "basic", user: "me", secret: "API_KEY" },
      "authorization",
      `Basic ${Buffer.from(`me:${SECRET}`).toString("base64")}`,
    ],
    [{ kind: "header", header: "X-Key", secret: "api-key" }, "x-key", SECRET],
  ])("%j is sent, and nobody else hears of it", async (auth, header, value) => {
    let seen: string | string[] | undefined;
    const origin = await service((incoming, outgoing) => {
      seen = incoming.headers[header];
      outgoing.setHeader("content-type", incoming.url === "/text" ? "text/plain" : "application/json");
      outgoing.setHeader("x-echo", String(seen));
      outgoing.statusCode = incoming.url === "/fail" ? 400 : 200;
      outgoing.statusMessage = "No";
      if (incoming.url === "/text") outgoing.end(`you said ${seen} or ${encodeURIComponent(SECRET)}`);
      else if (incoming.url === "/broken") outgoing.end(`{"you": ${seen}`);
      else outgoing.end(JSON.stringify({ deep: [{ [SECRET]: seen }], base64: Buffer.from(SECRET).toString("base64") }));
    });
    const answers: unknown[] = [];
    for (const path of ["/json", "/text"]) answers.push(await request({ method: "GET", url: origin + path, auth }));
    for (const path of ["/fail", "/broken"]) answers.push(await failure({ method: "GET", url: origin + path, auth }));
    expect(seen).toBe(value);
    const said = JSON.stringify(answers);
    for (const form of [SECRET, encodeURIComponent(SECRET), Buffer.from(SECRET).toString("base64"), value]) {
      expect(said).not.toContain(form);
      expect(said).not.toContain(JSON.stringify(form).slice(1, -1));
    }
    expect(said).toContain("[secret]");
    // Nor half of it, where a parser quotes what it read.
    expect(said).not.toContain(SECRET.slice(0, 5));
  });

  test("one that does not exist is named, with the way to set it", async () => {
    const url = await service(echo);
    expect(await failure({ method: "GET", url, auth: { kind: "bearer", secret: "stripe-key" } })).toMatchObject({
      code: "SecretMissing",
      nonRetriable: true,
      message: expect.stringContaining("Set the environment variable DACAPO_SECRET_STRIPE_KEY"),
    });
  });

  test("one that no header can carry is refused without being said", async () => {
    const url = await service(echo);
    const failed = await failure({ method: "GET", url, auth: { kind: "bearer", secret: "broken" } });
    expect(failed).toMatchObject({ code: "SecretInvalid", nonRetriable: true });
    expect(JSON.stringify(failed)).not.toContain("x-more");
  });
});

describe("addresses of this machine and of private networks are refused", () => {
  test.each([
    "http://127.0.0.1/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://0.0.0.0/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://localhost/",
    "http://10.1.2.3/",
    "http://172.31.0.1/",
    "http://192.168.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://100.64.0.1/",
    "http://[fe80::1]/",
    "http://[fd00::1]/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
  ])("%s", async (url) => {
    const refused = await failure({ method: "GET", url }, undefined, strict);
    expect(refused).toMatchObject({ code: "AddressRefused", nonRetriable: true });
    expect(refused.message).toContain("HTTP_ALLOW=");
  });

  test("a redirect to one, from an address that is allowed", async () => {
    const hidden = await service((_incoming, outgoing) => outgoing.end("hidden"));
    const port = new URL(hidden).port;
    const origin = await service((_incoming, outgoing) => {
      outgoing.writeHead(302, { location: `http://localhost:${port}/` });
      outgoing.end();
    });
    const narrow = httpRequest({ allow: [new URL(origin).host] });
    expect(await failure({ method: "GET", url: origin }, undefined, narrow)).toMatchObject({ code: "AddressRefused" });
  });

  test("the beginning of a URL allows what lies below it, and no connection is used for more", async () => {
    const origin = await service((incoming, outgoing) => outgoing.end(incoming.url));
    const narrow = httpRequest({ allow: [`${origin}/api/`] });
    const named = origin.replace("127.0.0.1", "localhost");
    expect(await request({ method: "GET", url: `${origin}/api/a` }, undefined, narrow)).toMatchObject({
      body: "/api/a",
    });
    for (const url of [`${origin}/apis`, `${origin}/api/../b`, `${origin}/api/%2e%2e/b`, `${named}/api/a`]) {
      expect(await failure({ method: "GET", url }, undefined, narrow)).toMatchObject({ code: "AddressRefused" });
    }
  });
});

describe("bodies", () => {
  test("are decompressed, and counted as what they become", async () => {
    const origin = await service((incoming, outgoing) => {
      const bytes = Buffer.alloc(incoming.url === "/bomb" ? HTTP_BODY_BYTES_MAX + 1 : 1_000, "a");
      const isBrotli = incoming.url === "/br";
      outgoing.setHeader("content-encoding", isBrotli ? "br" : "gzip");
      outgoing.end(isBrotli ? brotliCompressSync(bytes) : gzipSync(bytes));
    });
    expect(await request({ method: "GET", url: origin })).toMatchObject({ body: "a".repeat(1_000) });
    expect(await request({ method: "GET", url: `${origin}/br` })).toMatchObject({ body: "a".repeat(1_000) });
    expect(await failure({ method: "GET", url: `${origin}/bomb` })).toMatchObject({ code: "ResponseTooLarge" });
  });

  test("one whose length is too large already is not read at all", async () => {
    const origin = await service((_incoming, outgoing) => {
      outgoing.writeHead(200, { "content-length": String(HTTP_BODY_BYTES_MAX + 1) });
      outgoing.write("a");
    });
    expect(await failure({ method: "GET", url: origin })).toMatchObject({ code: "ResponseTooLarge" });
  });

  test("a connection that is kept is used again, and one that was closed meanwhile is made anew", async () => {
    const ports = new Set<number | undefined>();
    const server = createServer((incoming, outgoing) => {
      ports.add(incoming.socket.remotePort);
      outgoing.end("ok");
    });
    const origin = `http://127.0.0.1:${await listening(server)}`;
    for (let time = 0; time < 3; time++) await request({ method: "GET", url: origin });
    expect(ports.size).toBe(1);
    server.closeAllConnections();
    expect(await request({ method: "GET", url: origin })).toMatchObject({ body: "ok" });
  });

  test("a header that is the connection's own is refused", async () => {
    const url = await service(echo);
    expect(await failure({ method: "POST", url, body: "a", headers: { "Content-Length": 5 } })).toMatchObject({
      code: "InvalidHeader",
    });
  });
});
