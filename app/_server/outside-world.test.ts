import { readdir, readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createActivities } from "./activities";
import { surroundingsForTest } from "./activities/surroundings-for-test";
import type { Graph } from "./api-types";
import { ServerForTest } from "./server-for-test";
import { readBatches } from "./sse-for-test";

const SECRET = "correct-horse-battery-staple";
const heard: string[] = [];
let service: Server;
let server: ServerForTest;

beforeAll(async () => {
  service = createServer((incoming, outgoing) => {
    heard.push(incoming.headers.authorization ?? "");
    outgoing.writeHead(incoming.url === "/no" ? 500 : 200, { "content-type": "application/json", "x-echo": SECRET });
    outgoing.end(JSON.stringify({ headers: incoming.headers }));
  });
  await new Promise<void>((resolve) => service.listen(0, "127.0.0.1", resolve));
  const roots = { examplesDir: path.resolve("examples"), filesDir: "/nowhere" };
  const activities = createActivities(surroundingsForTest(roots, { DACAPO_SECRET_SHOP: SECRET }));
  server = await ServerForTest.start({ activities });
}, 60_000);
afterAll(async () => {
  service.close();
  await server.remove();
});

const start = { id: "n1", name: "start", type: "start", config: {} } as const;
const edge = (from: string, to: string) => ({ id: `${from}${to}`, from, port: "out", to });

async function run(graph: Graph) {
  const { workflowId } = await server.api.workflows.create.mutate({ graph, layout: {} });
  const { runId } = await server.api.runs.start.mutate({ workflowId, input: null, requestId: crypto.randomUUID() });
  await readBatches(await server.watch({ runId }));
  return { view: await server.api.runs.get.query({ runId }), history: await historyOf(runId) };
}

const historyOf = (runId: string) => server.services.client.history(runId as never);

const asking = (url: string): Graph => ({
  formatVersion: 1,
  name: "Shop",
  nodes: [
    start,
    {
      id: "n2",
      name: "shop",
      type: "http",
      config: { method: "GET", url: { literal: url }, auth: { kind: "bearer", secret: "shop" } },
    },
    { id: "n3", name: "end", type: "return", config: { value: { expression: "shop" } } },
  ],
  edges: [edge("n1", "n2"), edge("n2", "n3")],
});

test("a secret reaches the service and no file, whether the request succeeds or fails", async () => {
  const origin = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  const { view } = await run(asking(`${origin}/yes`));
  expect(view.status).toBe("Completed");
  expect(JSON.stringify(view.output)).toContain("[secret]");
  expect((await run(asking(`${origin}/no`))).view).toMatchObject({ status: "Failed", failure: { code: "HttpStatus" } });
  expect(heard).toEqual([`Bearer ${SECRET}`, `Bearer ${SECRET}`]);

  await server.services.snapshot();
  const { dataDir } = server.services;
  const forms = [SECRET, Buffer.from(SECRET).toString("base64")];
  let files = 0;
  for (const entry of await readdir(dataDir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    files += 1;
    const bytes = await readFile(path.join(entry.parentPath, entry.name));
    for (const form of forms) expect(bytes.includes(form), `${entry.name} holds the secret`).toBe(false);
  }
  expect(files).toBeGreaterThan(3);
});

test("a code node computes, and its console stands in the history", async () => {
  const { view, history } = await run({
    formatVersion: 1,
    name: "Sum",
    nodes: [
      start,
      {
        id: "n2",
        name: "sum",
        type: "code",
        config: {
          language: "typescript",
          source:
            "const all: number[] = numbers;\nconsole.log('adding', all.length);\nreturn all.reduce((a, b) => a + b, factor ?? 0);",
          inputs: [
            { name: "numbers", value: { literal: [1, 2, 3] } },
            { name: "factor", value: { expression: "undefined" } },
          ],
        },
      },
      { id: "n3", name: "end", type: "return", config: { value: { expression: "sum" } } },
    ],
    edges: [edge("n1", "n2"), edge("n2", "n3")],
  });
  expect(view).toMatchObject({ status: "Completed", output: 6 });
  expect(history.find(({ type }) => type === "ActivityCompleted")).toMatchObject({
    log: [{ level: "info", message: "adding 3" }],
  });
});
