import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { expect, test } from "./fixtures";
import { greeting, missingFolder, request, withInput } from "./workflows";

const nothingIsStored = { items: [] };

test("a malformed graph is refused with code, path and reason, and nothing is stored", async ({ api }) => {
  const { graph, layout } = greeting();
  const noGraphs = [
    { graph: { ...(graph as object), formatVersion: 7 }, path: /^graph\.formatVersion$/ },
    {
      graph: { ...(graph as object), nodes: [{ id: "a", name: "a", type: "teleport", config: {} }] },
      path: /^graph\.nodes\.0/,
    },
    {
      graph: { ...(graph as object), edges: [{ id: "e", from: "start", port: "out" }] },
      path: /^graph\.edges\.0\.to$/,
    },
    { graph: { ...(graph as object), surprise: true }, path: /^graph/ },
    { graph: "a string", path: /^graph$/ },
  ];
  for (const { graph: malformed, path } of noGraphs) {
    const refusal = await api.refusalOf("workflows.create", { graph: malformed, layout });
    expect(refusal.code).toBe("BAD_REQUEST");
    expect(refusal.problems.map((problem) => problem.path).join(" ")).toMatch(path);
    for (const problem of refusal.problems) {
      expect(problem.code).not.toBe("");
      expect(problem.message).not.toBe("");
    }
  }
  expect(await api.query("workflows.list", {})).toEqual(nothingIsStored);
});

test("a malformed graph does not replace a good one", async ({ api }) => {
  const good = greeting();
  const { workflowId } = await api.mutate<{ workflowId: string }>("workflows.create", good);
  const before = await api.query<{ revision: number; graph: unknown }>("workflows.get", { workflowId });
  const refusal = await api.refusalOf("workflows.save", {
    workflowId,
    expectedRevision: before.revision,
    graph: { formatVersion: 1, name: "Broken", nodes: {}, edges: [] },
    layout: {},
  });
  expect(refusal.code).toBe("BAD_REQUEST");
  expect(refusal.problems.map((problem) => problem.path)).toEqual(["graph.nodes"]);
  expect(await api.query("workflows.get", { workflowId })).toEqual(before);
});

test("a save from an old revision is refused, and what is stored stays", async ({ api }) => {
  const { workflowId } = await api.mutate<{ workflowId: string }>("workflows.create", greeting("First"));
  const { revision } = await api.query<{ revision: number }>("workflows.get", { workflowId });
  await api.mutate("workflows.save", { workflowId, expectedRevision: revision, ...greeting("Second") });
  const refusal = await api.refusalOf("workflows.save", {
    workflowId,
    expectedRevision: revision,
    ...greeting("Third"),
  });
  expect(refusal.code).toBe("CONFLICT");
  expect(await api.query("workflows.get", { workflowId })).toMatchObject({ name: "Second" });
});

test("an input that breaks its schema is refused with every violation, and no run begins", async ({ api }) => {
  const { workflowId } = await api.mutate<{ workflowId: string }>("workflows.create", withInput());
  const input = { sku: "x", quantity: 0, note: "far too long", other: 1 };
  const refusal = await api.refusalOf("runs.start", { workflowId, input, requestId: "request-1" });
  expect(refusal.code).toBe("BAD_REQUEST");
  const paths = refusal.problems.map((problem) => problem.path).sort();
  expect(paths).toHaveLength(4);
  expect(paths.join(" ")).toMatch(/note.*other.*quantity.*sku|input.*note.*quantity.*sku/);
  expect(await api.query("runs.list", {})).toEqual(nothingIsStored);
});

test("a workflow with problems does not run, and each problem is told", async ({ api }) => {
  const { workflowId } = await api.mutate<{ workflowId: string }>("workflows.create", request(""));
  const refusal = await api.refusalOf("runs.start", { workflowId, input: {}, requestId: "request-1" });
  expect(refusal.code).toBe("PRECONDITION_FAILED");
  expect(refusal.problems.map((problem) => problem.code)).toContain("setting-missing");
  expect(await api.query("runs.list", {})).toEqual(nothingIsStored);
});

test("the same request twice is one run", async ({ api }) => {
  const { workflowId } = await api.mutate<{ workflowId: string }>("workflows.create", greeting());
  const asked = { workflowId, input: {}, requestId: "request-1" };
  const first = await api.mutate<{ runId: string }>("runs.start", asked);
  expect(await api.mutate("runs.start", asked)).toEqual(first);
  expect((await api.query<{ items: unknown[] }>("runs.list", {})).items).toHaveLength(1);
});

test("a refused connection fails the node and says what, where and what next", async ({ api, page, run }) => {
  const port = await unusedPort();
  const { workflowId } = await api.mutate<{ workflowId: string }>(
    "workflows.create",
    request(`http://127.0.0.1:${port}/stock`),
  );
  const { runId } = await api.mutate<{ runId: string }>("runs.start", {
    workflowId,
    input: {},
    requestId: "request-1",
  });
  await page.goto(`/runs/${runId}`);
  await run.expectStatus("Failed");
  await expect(run.node("HTTP request", "ask")).toHaveAccessibleName(/Failed/);
  await run.select("HTTP request", "ask");
  await expect(run.inspector).toContainText("ConnectionRefused");
  await expect(run.inspector).toContainText(
    `GET http://127.0.0.1:${port}/stock failed: nothing listens at 127.0.0.1:${port} (connection refused). Start the service, or correct the address and port.`,
  );
});

test("an activity that throws fails its node, and its stack is one click away", async ({ api, page, run }) => {
  const { workflowId } = await api.mutate<{ workflowId: string }>("workflows.create", missingFolder());
  const { runId } = await api.mutate<{ runId: string }>("runs.start", {
    workflowId,
    input: {},
    requestId: "request-1",
  });
  await page.goto(`/runs/${runId}`);
  await run.expectStatus("Failed");
  await expect(run.node("List image files", "list")).toHaveAccessibleName(/Failed/);
  await expect(run.node("Return", "result")).toHaveAccessibleName(/Not reached/);
  await run.select("List image files", "list");
  await expect(run.inspector).toContainText('There is no "files/none".');
  const stack = run.inspector.getByText(/^FileRefusal: There is no "files\/none"[\s\S]*\n\s+at /).first();
  await expect(stack).toBeHidden();
  await run.inspector.getByText("Stack", { exact: true }).first().click();
  await expect(stack).toBeVisible();
});

async function unusedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
