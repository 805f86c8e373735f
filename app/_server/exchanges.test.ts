import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Graph } from "./api-types";
import { ServerForTest } from "./server-for-test";

let server: ServerForTest;
beforeAll(async () => {
  server = await ServerForTest.start();
});
afterAll(() => server.remove());

type Node = Graph["nodes"][number];

/** start → the nodes, one after the other. */
function inARow(name: string, nodes: readonly Node[], ports: Readonly<Record<string, string>> = {}): Graph {
  const start: Node = { id: "start", name: "start", type: "start", config: {} };
  const all = [start, ...nodes];
  return {
    formatVersion: 1,
    name,
    nodes: all,
    edges: nodes.map((node, index) => {
      const from = all[index]?.id ?? "";
      return { id: `e${index}`, from, port: ports[from] ?? "out", to: node.id };
    }),
  };
}
const result = (expression: string): Node => ({
  id: "result",
  name: "result",
  type: "return",
  config: { value: { expression } },
});

async function create(graph: Graph): Promise<string> {
  const layout = Object.fromEntries(graph.nodes.map((node, index) => [node.id, { x: index * 240, y: 0 }]));
  return (await server.api.workflows.create.mutate({ graph, layout })).workflowId;
}
let requests = 0;
async function start(workflowId: string, input: unknown = {}): Promise<string> {
  requests += 1;
  const asked = { workflowId, input: input as never, requestId: `request-${requests}` };
  return (await server.api.runs.start.mutate(asked)).runId;
}
const ended = (runId: string) => server.services.client.wait(runId as never, { timeoutMs: 20_000 });
const outputOf = async (runId: string) => (await server.api.runs.get.query({ runId })).output;

async function waitsForEvent(runId: string): Promise<void> {
  await expect
    .poll(async () => {
      const { events } = await server.api.runs.history.query({ runId });
      return events.some((event) => event.type === "EventWaited");
    })
    .toBe(true);
}

describe("an approval", () => {
  const graph = inARow(
    "Ask",
    [
      {
        id: "ask",
        name: "ask",
        type: "approval",
        config: {
          question: { literal: "May it go?" },
          form: { type: "object", properties: { amount: { type: "number", minimum: 1 } }, required: ["amount"] },
        },
      },
      result("ask"),
    ],
    { ask: "approved" },
  );

  test("takes the first answer that fits, and no other", async () => {
    const runId = await start(await create(graph));
    await waitsForEvent(runId);
    const answer = { runId, node: "ask", approved: true, by: "Ada" };
    await expect(server.api.runs.answerApproval.mutate({ ...answer, form: { amount: 0 } })).rejects.toMatchObject({
      data: { code: "BAD_REQUEST", problems: [{ path: "input.amount" }] },
    });
    await expect(server.api.runs.answerApproval.mutate(answer)).rejects.toMatchObject({
      data: {
        code: "BAD_REQUEST",
        problems: [expect.objectContaining({ message: expect.stringContaining("amount") })],
      },
    });
    const good = { ...answer, comment: "Go ahead.", form: { amount: 3 } };
    expect(await server.api.runs.answerApproval.mutate(good)).toEqual({ accepted: true });
    await ended(runId);
    expect(await outputOf(runId)).toEqual({ approved: true, by: "Ada", comment: "Go ahead.", form: { amount: 3 } });
    await expect(server.api.runs.answerApproval.mutate(good)).rejects.toMatchObject({ data: { code: "CONFLICT" } });
  });

  test("that nobody asked for, or of a run that is not there, is refused", async () => {
    const runId = await start(await create(graph));
    await waitsForEvent(runId);
    const refused = { runId, node: "other", approved: true };
    await expect(server.api.runs.answerApproval.mutate(refused)).rejects.toMatchObject({
      message: expect.stringContaining("nothing called other waits for a person"),
      data: { code: "CONFLICT" },
    });
    await expect(server.api.runs.answerApproval.mutate({ ...refused, runId: "no-such-run" })).rejects.toMatchObject({
      data: { code: "NOT_FOUND" },
    });
  });
});

test("an event that is raised for a run reaches the node that waits for it", async () => {
  const waiting: Node = {
    id: "paid",
    name: "paid",
    type: "waitForEvent",
    config: { event: { literal: "payment" } },
  };
  const runId = await start(await create(inARow("Wait", [waiting, result("paid.sum")])));
  await server.api.runs.raiseEvent.mutate({ runId, event: "Payment", payload: { sum: 12 } });
  await ended(runId);
  expect(await outputOf(runId)).toBe(12);
  await expect(
    server.api.runs.raiseEvent.mutate({ runId: "no-such-run", event: "x", payload: null }),
  ).rejects.toMatchObject({ data: { code: "NOT_FOUND" } });
});

describe("a workflow that calls another", () => {
  const child = inARow("Double", [result("input.value * 2")]);
  const calling = (workflow: string) =>
    inARow("Call", [
      {
        id: "twice",
        name: "twice",
        type: "subWorkflow",
        config: { workflow, input: { expression: "{ value: input.value }" }, wait: true },
      },
      result("twice"),
    ]);

  test("runs it as it was saved last; the run of it knows its drawing and who started it", async () => {
    const childId = await create(child);
    const parentId = await create(calling(childId));
    const catalog = await server.api.catalog.get.query({ forWorkflow: parentId });
    expect(catalog.workflows.map(({ name }) => name)).toContain(childId);
    expect(catalog.workflows.map(({ name }) => name)).not.toContain(parentId);
    const runId = await start(parentId, { value: 21 });
    await ended(runId);
    expect(await outputOf(runId)).toBe(42);
    const { events } = await server.api.runs.history.query({ runId });
    const started = events.find((event) => event.type === "SubOrchestrationScheduled");
    if (started?.type !== "SubOrchestrationScheduled") throw new Error("no other run was started");
    const inner = await server.api.runs.get.query({ runId: started.instanceId });
    expect(inner).toMatchObject({ workflowId: childId, name: "Double", parentRunId: runId, output: 42 });
    expect(inner.graph).toEqual(child);
  });

  test("is refused when the other one has a problem, or they call each other in a circle", async () => {
    const broken = await create(inARow("Broken", [result("nothing")]));
    await expect(start(await create(calling(broken)))).rejects.toMatchObject({
      message: expect.stringContaining('"Broken", which is called here'),
      data: { code: "PRECONDITION_FAILED" },
    });
    const first = await create(child);
    const second = await create(calling(first));
    await server.api.workflows.save.mutate({
      workflowId: first,
      expectedRevision: 1,
      graph: calling(second),
      layout: {},
    });
    await expect(start(first)).rejects.toMatchObject({ message: expect.stringContaining("in a circle") });
  });
});

test("entities that everybody has keep what runs leave in them", async () => {
  const call: Node = {
    id: "count",
    name: "count",
    type: "callEntity",
    config: { entity: "counter", key: { literal: "visits" }, operation: "add", input: { literal: 2 } },
  };
  const workflowId = await create(inARow("Count", [call, result("count")]));
  for (const expected of [2, 4]) {
    const runId = await start(workflowId);
    await ended(runId);
    expect(await outputOf(runId)).toBe(expected);
  }
  expect(await server.api.entities.read.query({ entity: "counter", key: "visits" })).toEqual({ state: 4 });
  expect(await server.api.entities.read.query({ entity: "counter", key: "never" })).toEqual({});
});
