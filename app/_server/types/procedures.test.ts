import { graphSchema } from "@dacapo/engine/compiler";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ServerForTest } from "../server-for-test";

let server: ServerForTest;
beforeAll(async () => {
  server = await ServerForTest.start();
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
