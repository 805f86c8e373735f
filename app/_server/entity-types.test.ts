import { TRPCClientError } from "@trpc/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { EntityType, Graph } from "./api-types";
import { ServerForTest } from "./server-for-test";
import type { AppRouter } from "./trpc/router";

let server: ServerForTest;
beforeAll(async () => {
  server = await ServerForTest.start();
});
afterAll(() => server.remove());

async function refusalOf(call: Promise<unknown>): Promise<TRPCClientError<AppRouter>> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof TRPCClientError) return error;
  throw new Error(`The call was expected to be refused; it gave ${String(error)}.`);
}

const stock = (name: string): EntityType => ({
  formatVersion: 1,
  name,
  title: "Stock",
  stateSchema: { type: "object", properties: { left: { type: "integer", minimum: 0 } }, required: ["left"] },
  initialState: { left: 3 },
  operations: [
    {
      name: "take",
      inputSchema: { type: "integer", minimum: 1 },
      outputSchema: { type: "integer" },
      body: { kind: "expressions", state: "{ left: state.left - input }", result: "state.left - input" },
    },
    {
      name: "refill",
      body: { kind: "code", language: "typescript", source: "const left: number = 10;\nreturn { state: { left } };" },
    },
  ],
});

async function published(entityType: EntityType): Promise<string> {
  const { entityTypeId } = await server.api.entityTypes.create.mutate({ entityType });
  await server.api.entityTypes.publish.mutate({ entityTypeId, expectedRevision: 1 });
  return entityTypeId;
}

/** start → lock { take → left } → return the lock's result. */
const taking = (entity: string): Graph => ({
  formatVersion: 1,
  name: `Takes of ${entity}`,
  nodes: [
    { id: "start", name: "start", type: "start", config: {} },
    {
      id: "lock",
      name: "alone",
      type: "lock",
      config: { entities: [{ entity, key: { literal: "screws" } }] },
    },
    {
      id: "take",
      name: "take",
      type: "callEntity",
      parent: "lock",
      config: { entity, key: { literal: "screws" }, operation: "take", input: { expression: "input" } },
    },
    { id: "left", name: "left", type: "return", parent: "lock", config: { value: { expression: "take" } } },
    { id: "result", name: "result", type: "return", config: { value: { expression: "alone" } } },
  ],
  edges: [
    { id: "a", from: "start", port: "out", to: "lock" },
    { id: "b", from: "take", port: "out", to: "left" },
    { id: "c", from: "lock", port: "out", to: "result" },
  ],
});

const layoutOf = (graph: Graph) =>
  Object.fromEntries(
    graph.nodes.map(({ id }, index) => [
      id,
      { x: index * 240, y: 0, ...(id === "lock" && { width: 600, height: 300 }) },
    ]),
  );

async function run(entity: string, input: number, workflowId?: string) {
  const graph = taking(entity);
  const id = workflowId ?? (await server.api.workflows.create.mutate({ graph, layout: layoutOf(graph) })).workflowId;
  const { runId } = await server.api.runs.start.mutate({
    workflowId: id,
    input,
    requestId: `${entity}-${input}-${Math.random()}`,
  });
  await server.services.client.wait(runId as never, { timeoutMs: 20_000 });
  const { output, failure } = await server.api.runs.get.query({ runId });
  return { workflowId: id, output, failure };
}

describe("a type of entity", () => {
  test("is made, saved, published, used by a run under a lock, and is there after a restart", async () => {
    const { entityTypeId } = await server.api.entityTypes.create.mutate({});
    expect((await server.api.entityTypes.get.query({ entityTypeId })).entityType.operations).toEqual([]);
    const save = { entityTypeId, expectedRevision: 1, entityType: stock("stock") };
    expect(await server.api.entityTypes.save.mutate(save)).toEqual({ revision: 2 });
    expect((await server.api.catalog.get.query({})).entities.map(({ name }) => name)).not.toContain("stock");

    await server.api.entityTypes.publish.mutate({ entityTypeId, expectedRevision: 2 });
    const { entities } = await server.api.catalog.get.query({});
    expect(entities.find(({ name }) => name === "stock")).toMatchObject({
      title: "Stock",
      stateSchema: { type: "object" },
      operations: [{ name: "take", inputSchema: { type: "integer" } }, { name: "refill" }],
    });

    const first = await run("stock", 2);
    expect(first.output).toBe(1);
    const second = await run("stock", 2, first.workflowId);
    expect(second.failure).toMatchObject({ code: "InvalidState", message: expect.stringContaining("left: ") });
    expect(await server.api.entities.list.query({ entity: "stock" })).toMatchObject({
      items: [{ key: "screws", state: { left: 1 }, queued: 0 }],
    });

    await server.close();
    await server.open();
    expect((await run("stock", 1, first.workflowId)).output).toBe(0);
    expect(await server.api.entityTypes.get.query({ entityTypeId })).toMatchObject({
      revision: 2,
      publishedRevision: 2,
      entityType: stock("stock"),
      published: stock("stock"),
    });
  });

  test("that is published anew counts at once, and states that do not fit it any more are named", async () => {
    const entityTypeId = await published(stock("shelf"));
    const { workflowId } = await run("shelf", 1);
    const changed: EntityType = {
      ...stock("shelf"),
      stateSchema: { type: "object", required: ["pieces"] },
      initialState: { pieces: 1 },
    };
    await server.api.entityTypes.save.mutate({ entityTypeId, expectedRevision: 1, entityType: changed });
    // Saved is not in force.
    expect((await run("shelf", 1, workflowId)).output).toBe(1);
    await server.api.entityTypes.publish.mutate({ entityTypeId, expectedRevision: 2 });
    expect((await run("shelf", 1, workflowId)).failure?.message).toMatch(/is from before the schema was changed/);
    expect((await server.api.entities.list.query({ entity: "shelf" })).items).toMatchObject([
      { state: { left: 1 }, problem: expect.stringContaining("pieces") },
    ]);
  });

  test("a stale save and a stale publishing are conflicts that name both revisions", async () => {
    const { entityTypeId } = await server.api.entityTypes.create.mutate({ entityType: stock("stale") });
    const save = { entityTypeId, expectedRevision: 1, entityType: stock("stale") };
    await server.api.entityTypes.save.mutate(save);
    for (const call of [
      server.api.entityTypes.save.mutate(save),
      server.api.entityTypes.publish.mutate({ entityTypeId, expectedRevision: 1 }),
    ]) {
      const refusal = await refusalOf(call);
      expect(refusal.data).toMatchObject({ code: "CONFLICT" });
      expect(refusal.message).toContain("it is at revision 2, and this change started from revision 1");
    }
  });

  test("is not deleted while a workflow names it, and its entities outlive it", async () => {
    const entityTypeId = await published(stock("kept"));
    const { workflowId } = await run("kept", 1);
    const refusal = await refusalOf(server.api.entityTypes.delete.mutate({ entityTypeId }));
    expect(refusal.data).toMatchObject({ code: "CONFLICT" });
    expect(refusal.message).toContain('is used by the workflow "Takes of kept"');

    await server.api.workflows.delete.mutate({ workflowId });
    expect(await server.api.entityTypes.delete.mutate({ entityTypeId })).toEqual({ deleted: true });
    expect(await server.api.entityTypes.delete.mutate({ entityTypeId })).toEqual({ deleted: false });
    expect((await refusalOf(server.api.entityTypes.get.query({ entityTypeId }))).data).toMatchObject({
      code: "NOT_FOUND",
    });
    expect((await server.api.catalog.get.query({})).entities.map(({ name }) => name)).not.toContain("kept");
    expect(await server.api.entities.read.query({ entity: "kept", key: "screws" })).toEqual({ state: { left: 2 } });
  });
});

describe("a mistake", () => {
  test("in the document's form is refused with path, code and reason, and nothing is stored", async () => {
    const before = (await server.api.entityTypes.list.query()).items.length;
    const malformed = { ...stock("bad"), operations: [{ name: "a", body: { kind: "magic" } }], colour: "red" };
    const refusal = await refusalOf(server.api.entityTypes.create.mutate({ entityType: malformed as never }));
    expect(refusal.data).toMatchObject({
      code: "BAD_REQUEST",
      problems: expect.arrayContaining([expect.objectContaining({ path: "entityType.operations.0.body.kind" })]),
    });
    expect((await server.api.entityTypes.list.query()).items).toHaveLength(before);
  });

  test("in what it says is told by the check, and keeps it from being published", async () => {
    const wrong: EntityType = {
      ...stock("counter"),
      initialState: { left: -1 },
      operations: [{ name: "take", body: { kind: "expressions", result: "stat.left" } }],
    };
    const { entityTypeId } = await server.api.entityTypes.create.mutate({ entityType: wrong });
    const checked = await server.api.entityTypes.check.query({ entityType: wrong, entityTypeId });
    expect(checked.code).toBeUndefined();
    expect(checked.diagnostics.map(({ code, field }) => [code, field])).toEqual([
      ["name-taken", "name"],
      ["setting-invalid", "initialState"],
      ["name-unknown", "operations.0.body.result"],
    ]);
    const refusal = await refusalOf(server.api.entityTypes.publish.mutate({ entityTypeId, expectedRevision: 1 }));
    expect(refusal.data).toMatchObject({
      code: "PRECONDITION_FAILED",
      problems: [
        { path: "name", code: "name-taken" },
        { path: "initialState", code: "setting-invalid" },
        { path: "operations.0.body.result", code: "name-unknown" },
      ],
    });
  });

  test("a name that is taken, and another one for what was published", async () => {
    const entityTypeId = await published(stock("named"));
    expect((await server.api.entityTypes.check.query({ entityType: stock("named") })).diagnostics).toMatchObject([
      { code: "name-taken" },
    ]);
    const renamed = { entityType: stock("renamed"), entityTypeId };
    expect((await server.api.entityTypes.check.query(renamed)).diagnostics).toMatchObject([
      { code: "name-taken", message: expect.stringContaining('published as "named"') },
    ]);
  });
});

describe("an operation is tried", () => {
  test("with its result, its state, or its failure", async () => {
    const entityType = stock("");
    const tried = (operation: string, more: object = {}) =>
      server.api.entityTypes.tryOperation.mutate({ entityType, operation, ...more });
    expect(await tried("take", { input: 1 })).toEqual({ kind: "completed", state: { left: 2 }, result: 2 });
    expect(await tried("refill", { state: { left: 0 } })).toEqual({
      kind: "completed",
      state: { left: 10 },
      result: null,
    });
    expect(await tried("take", { input: 9 })).toMatchObject({ kind: "failed", failure: { code: "InvalidState" } });
    expect((await refusalOf(tried("give"))).data).toMatchObject({ code: "PRECONDITION_FAILED" });
    expect((await server.api.entities.list.query({ entity: "type" })).items).toEqual([]);
  });
});
