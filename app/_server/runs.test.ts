import { decodeJson, isEnding } from "@dacapo/engine/model";
import { TRPCClientError } from "@trpc/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { HistoryEvent, RunView } from "./api-types";
import { BROKEN, GREETING, GREETING_LAYOUT, HOLDING, holdActivity } from "./graphs-for-test";
import { handleHealthRequest } from "./health";
import { ServerForTest } from "./server-for-test";
import { readBatches } from "./sse-for-test";
import type { AppRouter } from "./trpc/router";

const hold = holdActivity();
let server: ServerForTest;
beforeAll(async () => {
  server = await ServerForTest.start({ activities: [hold.activity] });
}, 60_000);
afterAll(() => server.remove());

const GOOD = { name: "Ada", count: 1 };
const seqs = (events: readonly HistoryEvent[]) => events.map(({ seq }) => seq);
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

async function create(graph = GREETING) {
  return (await server.api.workflows.create.mutate({ graph, layout: GREETING_LAYOUT })).workflowId;
}

async function finished(runId: string): Promise<RunView> {
  await readBatches(await server.watch({ runId }));
  return server.api.runs.get.query({ runId });
}

async function refusalOf(call: Promise<unknown>): Promise<TRPCClientError<AppRouter>> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof TRPCClientError) return error;
  throw new Error(`The call was expected to be refused; it gave ${String(error)}.`);
}

describe("runs.start", () => {
  test("publishes the draft, runs it, and the run shows the drawing it runs", async () => {
    const workflowId = await create();
    const { runId } = await server.api.runs.start.mutate({ workflowId, input: GOOD, requestId: "first" });
    const view = await finished(runId);
    expect(view).toMatchObject({
      runId,
      workflowId,
      name: "Greeting",
      status: "Completed",
      input: GOOD,
      output: "Hello, Ada",
      graph: GREETING,
      layout: GREETING_LAYOUT,
    });
    expect(view.version).toMatch(/^[0-9a-f]{64}$/);
    expect(view.code).toContain("function*");
    expect(view.sourceMap?.linesOfNode.n2?.length).toBeGreaterThan(0);
    // The run keeps its drawing when the draft goes on, and when it is deleted.
    await server.api.workflows.save.mutate({
      workflowId,
      expectedRevision: 1,
      graph: { ...GREETING, name: "Renamed", nodes: GREETING.nodes.slice(0, 1), edges: [] },
      layout: {},
    });
    await server.api.workflows.delete.mutate({ workflowId });
    expect(await server.api.runs.get.query({ runId })).toMatchObject({ name: "Greeting", graph: GREETING });
  });

  test("remembers the input, and the workflow's card shows the run", async () => {
    const workflowId = await create();
    const { runId } = await server.api.runs.start.mutate({ workflowId, input: GOOD, requestId: "remembered" });
    await finished(runId);
    const draft = await server.api.workflows.get.query({ workflowId });
    expect(draft).toMatchObject({ sampleInput: GOOD, revision: 1 });
    const { items } = await server.api.workflows.list.query({ limit: 200 });
    const card = items.find((item) => item.workflowId === workflowId);
    expect(card?.lastRun).toEqual({ runId, status: "Completed", createdAtMs: expect.any(Number) });
  });

  test("is one run for one request, also after a restart; another request is another run", async () => {
    const workflowId = await create();
    const start = (requestId: string) => server.api.runs.start.mutate({ workflowId, input: GOOD, requestId });
    const [a, b] = await Promise.all([start("same"), start("same")]);
    expect(b).toEqual(a);
    expect(await start("same")).toEqual(a);
    await finished(a.runId);
    await server.close();
    await server.open();
    expect(await start("same")).toEqual(a);
    expect(await start("other")).not.toEqual(a);
    const elsewhere = await create();
    const inElsewhere = await server.api.runs.start.mutate({ workflowId: elsewhere, input: GOOD, requestId: "same" });
    expect(inElsewhere).not.toEqual(a);
  });

  test("lists every violation of the input schema, and starts nothing", async () => {
    const workflowId = await create();
    const refusal = await refusalOf(
      server.api.runs.start.mutate({
        workflowId,
        input: { name: "A", email: "nobody", surplus: 1 },
        requestId: "bad input",
      }),
    );
    expect(refusal.data).toMatchObject({ code: "BAD_REQUEST", httpStatus: 400 });
    expect(refusal.message).toMatch(/^The input has 4 problems; no run was started\./);
    expect([...(refusal.data?.problems ?? [])].sort((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
      { path: "input.count", code: "required", message: "input.count is required." },
      { path: "input.email", code: "format", message: 'input.email must match format "email".' },
      { path: "input.name", code: "minLength", message: "input.name must NOT have fewer than 2 characters." },
      {
        path: "input.surplus",
        code: "additionalProperties",
        message: "input.surplus is not a known property.",
      },
    ]);
    expect((await server.api.runs.list.query({ workflowId })).items).toEqual([]);
  });

  test("lists the graph's errors by node and setting, and starts nothing", async () => {
    const workflowId = await create(BROKEN);
    const refusal = await refusalOf(server.api.runs.start.mutate({ workflowId, input: null, requestId: "broken" }));
    expect(refusal.data).toMatchObject({ code: "PRECONDITION_FAILED", httpStatus: 412 });
    const problems = refusal.data?.problems ?? [];
    expect(problems).toContainEqual({
      path: "total.config.fields.0.value",
      code: "name-unknown",
      message: expect.stringContaining("nobody"),
    });
    expect(problems).toContainEqual({
      path: "lookup.config.activity",
      code: "activity-unknown",
      message: expect.stringContaining("not.registered"),
    });
    expect((await server.api.runs.list.query({ workflowId })).items).toEqual([]);
  });
});

describe("runs.watch", () => {
  test("gives every event once, in order, from wherever the watcher left, across a restart of the server", async () => {
    hold.holdAgain();
    const workflowId = await create(HOLDING);
    const { runId } = await server.api.runs.start.mutate({ workflowId, input: null, requestId: "watched" });

    const isHeld = (events: readonly HistoryEvent[]) => events.some((event) => event.type === "ActivityStarted");
    const before = await readBatches(await server.watch({ runId }), isHeld);
    expect(seqs(before.events)).toEqual(upTo(before.events.length));
    expect(before.lastId).toBe(String(before.events.length));

    // A watcher who is there while the server stops is told that the run has not ended.
    const cut = readBatches(await server.watch({ runId, lastEventId: before.lastId }));
    await server.close();
    const { ending } = await cut;
    expect(ending).toContain("Dacapo is stopping");

    await server.open();
    const rest = readBatches(await server.watch({ runId, lastEventId: before.lastId }));
    hold.release();
    const after = await rest;
    expect(after.ending).toBe("return");
    const all = [...before.events, ...after.events];
    expect(seqs(all)).toEqual(upTo(all.length));
    expect(all.at(-1)).toMatchObject({ type: "ExecutionCompleted" });
    expect(await server.api.runs.get.query({ runId })).toMatchObject({
      status: "Completed",
      output: "released",
      eventCount: all.length,
    });

    // The same as the durable history, and a watcher who has everything is let go at once.
    const { events: history } = await server.api.runs.history.query({ runId });
    expect(history).toEqual(all);
    expect(await readBatches(await server.watch({ runId, lastEventId: String(all.length) }))).toMatchObject({
      events: [],
      ending: "return",
    });
  }, 60_000);

  test("an EventSource that reconnects by itself says where it was in a header", async () => {
    const workflowId = await create();
    const { runId } = await server.api.runs.start.mutate({ workflowId, input: GOOD, requestId: "header" });
    const { eventCount } = await finished(runId);
    const headers = { accept: "text/event-stream", "last-event-id": "2" };
    const { events } = await readBatches(await server.watch({ runId, lastEventId: null }, { headers }));
    expect(seqs(events)).toEqual(upTo(eventCount).slice(2));
  });

  test("payloads stay as they were stored", async () => {
    const workflowId = await create();
    const { runId } = await server.api.runs.start.mutate({ workflowId, input: GOOD, requestId: "payload" });
    const { events } = await readBatches(await server.watch({ runId }));
    const [started] = events;
    expect(started?.type === "ExecutionStarted" && decodeJson(started.input)).toEqual(GOOD);
    expect(events.filter(isEnding)).toHaveLength(1);
  });

  test("lets go when the watcher leaves", async () => {
    hold.holdAgain();
    const workflowId = await create(HOLDING);
    const { runId } = await server.api.runs.start.mutate({ workflowId, input: null, requestId: "left" });
    const leaving = new AbortController();
    const response = await server.watch({ runId }, { signal: leaving.signal });
    const reading = readBatches(response);
    setTimeout(() => leaving.abort(), 50);
    expect((await reading).ending).toBe("cut");
    expect(await server.api.runs.cancel.mutate({ runId, reason: "Enough." })).toEqual({ cancelled: true });
    hold.release();
  });

  test("a run that does not exist, and a place that is none, are refused", async () => {
    expect((await readBatches(await server.watch({ runId: "nobody" }))).ending).toContain('no run "nobody"');
    const workflowId = await create();
    const { runId } = await server.api.runs.start.mutate({ workflowId, input: GOOD, requestId: "bad place" });
    expect((await readBatches(await server.watch({ runId, lastEventId: "-3" }))).ending).toContain("lastEventId");
  });
});

describe("runs", () => {
  test("cancelling ends a run once, and says so", async () => {
    hold.holdAgain();
    const workflowId = await create(HOLDING);
    const { runId } = await server.api.runs.start.mutate({ workflowId, input: null, requestId: "cancelled" });
    expect(await server.api.runs.cancel.mutate({ runId, reason: "Not needed." })).toEqual({ cancelled: true });
    expect(await finished(runId)).toMatchObject({ status: "Terminated" });
    expect(await server.api.runs.cancel.mutate({ runId })).toEqual({ cancelled: false });
    const { events } = await server.api.runs.history.query({ runId });
    expect(events.at(-1)).toMatchObject({ reason: "Not needed.", cleanUp: { kind: "completed" } });
    hold.release();
  });

  test("cancelling at once tells the run nothing", async () => {
    hold.holdAgain();
    const workflowId = await create(HOLDING);
    const { runId } = await server.api.runs.start.mutate({ workflowId, input: null, requestId: "at once" });
    expect(await server.api.runs.cancel.mutate({ runId, atOnce: true })).toEqual({ cancelled: true });
    expect(await finished(runId)).toMatchObject({ status: "Terminated" });
    const { events } = await server.api.runs.history.query({ runId });
    expect(events.map(({ type }) => type)).not.toContain("ExecutionCancelRequested");
    hold.release();
  });

  test("the list is by workflow and status, newest first, page by page", async () => {
    const workflowId = await create();
    const started: string[] = [];
    for (let index = 0; index < 5; index++) {
      const { runId } = await server.api.runs.start.mutate({ workflowId, input: GOOD, requestId: `list ${index}` });
      await finished(runId);
      started.unshift(runId);
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await server.api.runs.list.query({
        workflowId,
        statuses: ["Completed"],
        limit: 2,
        ...(cursor !== undefined && { cursor }),
      });
      seen.push(...page.items.map((item) => item.runId));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(started);
    expect((await server.api.runs.list.query({ workflowId, statuses: ["Failed"] })).items).toEqual([]);
    const [newest] = (await server.api.runs.list.query({ workflowId, limit: 1 })).items;
    expect(newest).toMatchObject({ workflowId, name: "Greeting", status: "Completed" });
    expect((await refusalOf(server.api.runs.list.query({ cursor: "made up" }))).data?.code).toBe("BAD_REQUEST");
  });

  test("a run that an expression failed names the node whose line that was", async () => {
    const nodes = GREETING.nodes.map((node) =>
      node.type === "set"
        ? { ...node, config: { fields: [{ name: "text", value: { expression: "input.missing.name" } }] } }
        : node,
    );
    const workflowId = await create({ ...GREETING, nodes });
    const { runId } = await server.api.runs.start.mutate({ workflowId, input: GOOD, requestId: "expression" });
    await finished(runId);
    const [row] = (await server.api.runs.list.query({ workflowId })).items;
    expect(row).toMatchObject({ status: "Failed", failedNode: "greeting", failure: { code: "TypeError" } });
  });

  test("data may have keys that mean something to JavaScript", async () => {
    const { inputSchema: _, ...graph } = GREETING;
    const nodes = graph.nodes.map((node) =>
      node.type === "return" ? { ...node, config: { value: { expression: "input" } } } : node,
    );
    const workflowId = await create({ ...graph, nodes });
    const input = { name: "Ada", constructor: { prototype: 1 }, toString: "text" };
    const { runId } = await server.api.runs.start.mutate({ workflowId, input, requestId: "keys" });
    expect(await finished(runId)).toMatchObject({ status: "Completed", input, output: input });
  });

  test("a key that would be lost on the way is refused, and nothing begins", async () => {
    const workflowId = await create();
    const input = JSON.parse('{"name":"Ada","count":1,"more":{"__proto__":{"x":1}}}');
    const refusal = await refusalOf(server.api.runs.start.mutate({ workflowId, input, requestId: "lost" }));
    expect(refusal.data?.code).toBe("BAD_REQUEST");
    expect(refusal.message).toContain('"__proto__"');
    expect((await server.api.runs.list.query({ workflowId })).items).toEqual([]);
  });

  test("a run that nobody started is not found", async () => {
    for (const call of [
      server.api.runs.get.query({ runId: "nobody" }),
      server.api.runs.get.query({ runId: "no\nid" }),
      server.api.runs.history.query({ runId: "nobody" }),
      server.api.runs.cancel.mutate({ runId: "nobody" }),
    ]) {
      expect((await refusalOf(call)).data?.code).toBe("NOT_FOUND");
    }
  });
});

describe("the server", () => {
  test("says how it is", async () => {
    expect(await server.api.system.status.query()).toMatchObject({ engine: { state: "running" } });
    expect((await server.api.activities.list.query()).activities.map(({ name }) => name)).toEqual(["test.hold"]);
    expect(handleHealthRequest(server.services).status).toBe(200);
    expect(handleHealthRequest(undefined).status).toBe(503);
  });

  test("refuses politely while it starts and stops", async () => {
    await server.close();
    const refusal = await refusalOf(server.api.workflows.list.query({}));
    expect(refusal.data).toMatchObject({ code: "SERVICE_UNAVAILABLE", httpStatus: 503 });
    expect(JSON.stringify(refusal.shape)).not.toContain("at ");
    await server.open();
    expect((await server.api.workflows.list.query({})).items.length).toBeGreaterThan(0);
  });
});
