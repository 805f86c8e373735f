import { defineActivity } from "@dacapo/engine";
import { graphSchema } from "@dacapo/engine/compiler";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { ServerForTest } from "../server-for-test";

/** Its output has no schema: what it gives, a run shows. */
const weigh = defineActivity({
  name: "test.weigh",
  title: "Weigh",
  description: "Weighs something.",
  icon: "scale",
  effects: "idempotent",
  input: z.object({ thing: z.string() }),
  output: z.any(),
  run: ({ thing }) => ({ grams: thing.length, parts: [{ of: thing }] }),
});

let server: ServerForTest;
beforeAll(async () => {
  server = await ServerForTest.start({ activities: [weigh] });
});
afterAll(() => server.remove());

const graph = graphSchema.parse({
  formatVersion: 1,
  name: "count",
  inputSchema: { type: "object", properties: { name: { type: "string" } }, required: ["name"] },
  nodes: [
    { id: "start", name: "start", type: "start", config: {} },
    {
      id: "n1",
      name: "shout",
      type: "set",
      config: { fields: [{ name: "text", value: { expression: "input.name.toUpperCase()" } }] },
    },
    { id: "n2", name: "done", type: "return", config: { value: { expression: "shout.text.length.trim()" } } },
  ],
  edges: [
    { id: "e1", from: "start", port: "out", to: "n1" },
    { id: "e2", from: "n1", port: "out", to: "n2" },
  ],
});

test("a designer is told what does not fit", async () => {
  expect(await server.api.workflows.checkTypes.mutate({ graph })).toEqual([
    {
      severity: "error",
      code: "type-mismatch",
      nodeId: "n2",
      field: "config.value",
      range: { from: 18, to: 22 },
      message: "The types do not fit: Property 'trim' does not exist on type 'number'.",
    },
  ]);
});

test("and what may be written, and what stands there", async () => {
  const place = { graph, nodeId: "n2", field: "config.value" };
  const members = await server.api.workflows.membersAt.mutate({ ...place, offset: 6 });
  expect(members).toEqual([{ name: "text", kind: "property", type: "(property) text: string" }]);
  expect(await server.api.workflows.typeAt.mutate({ ...place, offset: 7 })).toEqual({
    from: 6,
    to: 10,
    text: "(property) text: string",
  });
  expect(await server.api.workflows.typeAt.mutate({ ...place, offset: 24 })).toBeNull();
});

test("an expression that is not there is refused in words", async () => {
  const place = { graph, nodeId: "n2", field: "config.condition", offset: 0 };
  await expect(server.api.workflows.typeAt.mutate(place)).rejects.toThrow(/There is no expression config\.condition/);
});

const weighing = (expression: string, activity = "test.weigh") =>
  graphSchema.parse({
    formatVersion: 1,
    name: "weighing",
    nodes: [
      { id: "start", name: "start", type: "start", config: {} },
      {
        id: "n1",
        name: "weigh",
        type: "activity",
        config: { activity, input: { thing: { expression: "input.thing" } } },
      },
      { id: "n2", name: "done", type: "return", config: { value: { expression } } },
    ],
    edges: [
      { id: "e1", from: "start", port: "out", to: "n1" },
      { id: "e2", from: "n1", port: "out", to: "n2" },
    ],
  });

test("what no schema says the last run tells, until a newer one does", async () => {
  const { workflows, runs } = server.api;
  const graph = weighing("weigh.grams");
  const { workflowId } = await workflows.create.mutate({ graph, layout: {} });
  const wrong = { graph: weighing("[weigh.grams.trim(), input.thing.grams]"), workflowId };
  const place = { graph: weighing("weigh."), workflowId, nodeId: "n2", field: "config.value", offset: 6 };
  const run = async (thing: string) => {
    const requestId = `${thing} ${Math.random()}`;
    const { runId } = await runs.start.mutate({ workflowId, input: { thing }, requestId });
    await server.services.client.wait(runId as never);
  };

  // Nothing has run yet: nothing is known, and nothing is wrong.
  expect(await workflows.checkTypes.mutate(wrong)).toEqual([]);
  expect(await workflows.typesOf.mutate({ graph, workflowId, nodeId: "n2" })).toEqual([
    { field: "config.value", type: "any" },
  ]);

  await run("plum");
  expect(
    (await workflows.checkTypes.mutate(wrong)).map(({ severity, code, message }) => `${severity} ${code} ${message}`),
  ).toEqual([
    expect.stringMatching(/^warning type-unlike-last-run By the values of the last run: Property 'trim' .*'number'/),
    expect.stringMatching(/^warning type-unlike-last-run .*'grams' does not exist on type 'string'/),
  ]);
  expect((await workflows.membersAt.mutate(place)).map(({ name }) => name).sort()).toEqual(["grams", "parts"]);
  expect(await workflows.typesOf.mutate({ graph, workflowId, nodeId: "n2" })).toEqual([
    { field: "config.value", type: "number" },
  ]);

  // A warning is in nobody's way: the workflow runs.
  await workflows.save.mutate({ workflowId, expectedRevision: 1, graph: weighing("weigh.parts[0].of"), layout: {} });
  await run("pear");
  expect(await workflows.typesOf.mutate({ graph, workflowId, nodeId: "n2" })).toMatchObject([{ type: "number" }]);
});

test("a node that gives something else by now has no sample; the others have", async () => {
  const { workflows, runs } = server.api;
  const { workflowId } = await workflows.create.mutate({ graph: weighing("weigh.grams"), layout: {} });
  const { runId } = await runs.start.mutate({ workflowId, input: { thing: "fig" }, requestId: "fig" });
  await server.services.client.wait(runId as never);
  const types = (graph: ReturnType<typeof weighing>) => workflows.typesOf.mutate({ graph, workflowId, nodeId: "n2" });
  const expression = "[weigh, input.thing]";
  expect(await types(weighing(expression))).toMatchObject([{ type: "(string | weigh)[]" }]);
  expect(await types(weighing(expression, "test.other"))).toMatchObject([{ type: "any[]" }]);
  expect(await types(weighing("input.thing", "test.other"))).toMatchObject([{ type: "string" }]);
});
