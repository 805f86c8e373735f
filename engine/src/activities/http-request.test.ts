import { createServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { executionId, failureFrom, instanceId, taskId } from "../model/index.js";
import type { ActivityContext } from "./define.js";
import { HTTP_BODY_BYTES_MAX, httpRequest } from "./http-request.js";

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
    signal,
  };
}

const request = (input: unknown, signal?: AbortSignal) =>
  httpRequest.run(httpRequest.parseInput(input), context(signal));

async function failure(input: unknown, signal?: AbortSignal) {
  try {
    await request(input, signal);
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
    expect(() => httpRequest.parseInput({ method: "FETCH", url: 5 })).toThrow(
      /The input of activity http\.request does not fit its schema: method: .*; url: /,
    );
  });
});
