import { TRPCClientError } from "@trpc/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { GREETING, GREETING_LAYOUT } from "./graphs-for-test";
import { ServerForTest } from "./server-for-test";
import { BODY_BYTES_MAX } from "./trpc/limited-body";
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

const count = async () => (await server.api.workflows.list.query({})).items.length;

describe("workflows", () => {
  test("a new one is a start node, and can be read back", async () => {
    const { workflowId } = await server.api.workflows.create.mutate({});
    const draft = await server.api.workflows.get.query({ workflowId });
    expect(draft).toMatchObject({ workflowId, name: "Untitled workflow", revision: 1 });
    expect(draft.graph.nodes).toEqual([{ id: "start", name: "start", type: "start", config: {} }]);
    expect(draft.layout).toEqual({ start: { x: 96, y: 160 } });
    expect(draft.updatedAt).toBeInstanceOf(Date);
  });

  test("a save moves the revision, and the name is the graph's", async () => {
    const { workflowId } = await server.api.workflows.create.mutate({ name: "Before" });
    expect((await server.api.workflows.get.query({ workflowId })).name).toBe("Before");
    const saved = { workflowId, graph: GREETING, layout: GREETING_LAYOUT };
    expect(await server.api.workflows.save.mutate({ ...saved, expectedRevision: 1 })).toEqual({ revision: 2 });
    const draft = await server.api.workflows.get.query({ workflowId });
    expect(draft).toMatchObject({ name: "Greeting", revision: 2, graph: GREETING, layout: GREETING_LAYOUT });
  });

  test("a stale save is a conflict that names both revisions, and nothing is stored", async () => {
    const { workflowId } = await server.api.workflows.create.mutate({});
    const save = { workflowId, graph: GREETING, layout: GREETING_LAYOUT, expectedRevision: 1 };
    await server.api.workflows.save.mutate(save);
    const refusal = await refusalOf(
      server.api.workflows.save.mutate({ ...save, graph: { ...GREETING, name: "Overwritten" } }),
    );
    expect(refusal.data).toMatchObject({ code: "CONFLICT", httpStatus: 409 });
    expect(refusal.message).toContain("it is at revision 2, and this change started from revision 1");
    expect(await server.api.workflows.get.query({ workflowId })).toMatchObject({ name: "Greeting", revision: 2 });
  });

  test("a malformed graph is refused with path, code and reason for each fault, and nothing is stored", async () => {
    const before = await count();
    const malformed = {
      ...GREETING,
      nodes: [
        { id: "n1", name: "start", type: "start", config: {} },
        { id: "not an id", name: "call", type: "http", config: { method: "FETCH", url: { expression: 7 } } },
        { id: "n3", name: "x", type: "teleport", config: {} },
      ],
      surplus: true,
    };
    const refusal = await refusalOf(server.api.workflows.create.mutate({ graph: malformed as never }));
    expect(refusal.data?.code).toBe("BAD_REQUEST");
    expect(refusal.message).toMatch(/^The request is malformed and nothing was stored\. graph\.nodes\.1\.id: An id/);
    const problems = refusal.data?.problems ?? [];
    expect(problems.map(({ path }) => path)).toEqual([
      "graph.nodes.1.id",
      "graph.nodes.1.config.method",
      "graph.nodes.1.config.url.expression",
      "graph.nodes.2.type",
      "graph",
    ]);
    for (const { code, message } of problems) {
      expect(code).toMatch(/^[a-z_]+$/);
      expect(message.length).toBeGreaterThan(5);
    }
    expect(await count()).toBe(before);
  });

  test("what is nested without end is refused, not a fault of the server", async () => {
    const deep = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
    const body = `{"0":{"json":{"graph":{"formatVersion":1,"name":"deep","nodes":[],"edges":[],"inputSchema":{"a":${deep}}}}}}`;
    const response = await server.fetch("http://127.0.0.1:3000/api/trpc/workflows.create?batch=1", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    expect(response.status).toBe(400);
    expect(JSON.stringify(await response.json())).toContain("nested too deeply");
  });

  test("a request that is too large is refused with the limit, whether it says its size or not", async () => {
    const url = "http://127.0.0.1:3000/api/trpc/workflows.create?batch=1";
    const large = Buffer.alloc(BODY_BYTES_MAX + 1, 32);
    const headers = { "content-type": "application/json" };
    const streamed = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let from = 0; from < large.length; from += 1 << 20)
          controller.enqueue(large.subarray(from, from + (1 << 20)));
        controller.close();
      },
    });
    const bodies: RequestInit[] = [
      { method: "POST", headers: { ...headers, "content-length": String(large.length) }, body: large },
      { method: "POST", headers, body: streamed, duplex: "half" } as RequestInit,
    ];
    for (const init of bodies) {
      const response = await server.fetch(url, init);
      expect(response.status).toBe(413);
      expect(JSON.stringify(await response.json())).toContain("larger than 20 MiB");
    }
    const refusal = await refusalOf(server.api.workflows.create.mutate({ name: "x".repeat(BODY_BYTES_MAX) }));
    expect(refusal.data?.code).toBe("PAYLOAD_TOO_LARGE");
  });

  test("the list goes page by page, the one saved last first, without losing or repeating one", async () => {
    for (let index = 0; index < 5; index++) await server.api.workflows.create.mutate({ name: `Page ${index}` });
    const everything = await server.api.workflows.list.query({ limit: 200 });
    expect(everything.nextCursor).toBeUndefined();
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await server.api.workflows.list.query({ limit: 3, ...(cursor !== undefined && { cursor }) });
      seen.push(...page.items.map((item) => item.workflowId));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(everything.items.map((item) => item.workflowId));
    expect((await refusalOf(server.api.workflows.list.query({ cursor: "made up" }))).data?.code).toBe("BAD_REQUEST");
  });

  test("a copy has the same drawing and a name of its own; the original does not change with it", async () => {
    const { workflowId } = await server.api.workflows.create.mutate({ graph: GREETING, layout: GREETING_LAYOUT });
    const copy = await server.api.workflows.duplicate.mutate({ workflowId });
    const draft = await server.api.workflows.get.query(copy);
    expect(draft).toMatchObject({ name: "Greeting (copy)", revision: 1, layout: GREETING_LAYOUT });
    expect(draft.graph).toEqual({ ...GREETING, name: "Greeting (copy)" });
    expect((await server.api.workflows.get.query({ workflowId })).name).toBe("Greeting");
  });

  test("a deleted one is not found, by anything", async () => {
    const { workflowId } = await server.api.workflows.create.mutate({});
    expect(await server.api.workflows.delete.mutate({ workflowId })).toEqual({ deleted: true });
    expect(await server.api.workflows.delete.mutate({ workflowId })).toEqual({ deleted: false });
    for (const call of [
      server.api.workflows.get.query({ workflowId }),
      server.api.workflows.duplicate.mutate({ workflowId }),
      server.api.workflows.save.mutate({ workflowId, expectedRevision: 1, graph: GREETING, layout: {} }),
      server.api.runs.start.mutate({ workflowId, input: null, requestId: "r" }),
    ]) {
      expect((await refusalOf(call)).data?.code).toBe("NOT_FOUND");
    }
  });
});
