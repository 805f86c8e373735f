import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { GREETING, GREETING_LAYOUT } from "./graphs-for-test";
import { ServerForTest } from "./server-for-test";
import { withOrigin } from "./use-cases/list-examples";

let examplesDir: string;
let server: ServerForTest;
const put = async (id: string, text: string) => {
  await mkdir(path.join(examplesDir, id), { recursive: true });
  await writeFile(path.join(examplesDir, id, "workflow.json"), text);
};
const example = {
  title: "A greeting",
  description: "Says hello.",
  graph: GREETING,
  layout: GREETING_LAYOUT,
  sampleInput: { name: "Ada", count: 1, service: "{{origin}}/api", all: ["{{origin}}", 2, null] },
};

beforeAll(async () => {
  examplesDir = await mkdtemp(path.join(tmpdir(), "dacapo-examples-"));
  await put("greeting", JSON.stringify(example));
  await mkdir(path.join(examplesDir, "no-workflow-here"));
  server = await ServerForTest.start({ examplesDir });
});
afterAll(async () => {
  await server.remove();
  await rm(examplesDir, { recursive: true });
});

describe("examples", () => {
  test("are the folders that have a workflow", async () => {
    const { title, description, graph, layout } = example;
    expect(await server.api.examples.list.query()).toEqual([
      { exampleId: "greeting", title, description, graph, layout },
    ]);
  });

  test("opening one makes a copy of one's own, with the server's address in its sample input", async () => {
    const first = await server.api.examples.open.mutate({ exampleId: "greeting" });
    const second = await server.api.examples.open.mutate({ exampleId: "greeting" });
    expect(second).not.toEqual(first);
    expect(await server.api.workflows.get.query(first)).toMatchObject({
      name: "Greeting",
      description: "Says hello.",
      exampleId: "greeting",
      graph: GREETING,
      layout: GREETING_LAYOUT,
      sampleInput: {
        name: "Ada",
        count: 1,
        service: "http://127.0.0.1:3000/api",
        all: ["http://127.0.0.1:3000", 2, null],
      },
    });
  });

  test("one that does not exist is refused with those that do", async () => {
    await expect(server.api.examples.open.mutate({ exampleId: "../greeting" })).rejects.toThrow(
      'There is no example "../greeting". There are: greeting.',
    );
  });

  test("a malformed one is a fault that names its file", async () => {
    await put("broken", JSON.stringify({ ...example, graph: { nodes: [] } }));
    await expect(server.api.examples.list.query()).rejects.toThrow(/broken\/workflow\.json is malformed/);
    await put("broken", "{");
    await expect(server.api.examples.list.query()).rejects.toThrow(/broken\/workflow\.json is not JSON/);
    await rm(path.join(examplesDir, "broken"), { recursive: true });
  });
});

test("withOrigin changes strings alone", () => {
  expect(withOrigin({ "{{origin}}": true, a: 1 }, "http://x")).toEqual({ "{{origin}}": true, a: 1 });
});
