import { expect, test } from "vitest";
import { eventually, everywhere, readJson } from "./places.js";

everywhere("sub-orchestrations", (scene) => {
  test("a fan-out of ten: their results in the order in which they were asked for", async () => {
    const id = await scene.start("squares", 10);
    expect(readJson((await scene.ended(id)).output)).toEqual([0, 1, 4, 9, 16, 25, 36, 49, 64, 81]);
    const asked = (await scene.history(id)).flatMap((event) =>
      event.type === "SubOrchestrationScheduled" ? [event.instanceId] : [],
    );
    expect(new Set(asked).size).toBe(10);
    for (const child of asked)
      expect(await scene.client.status(child)).toMatchObject({ status: "Completed", parentId: id });
  });

  test("the parent of a sequence gives its result: the factorial of 10", async () => {
    expect(await scene.output("parent-of-factorial", 10)).toBe(3_628_800);
  });

  test("one in another, six deep: the result comes up as it was, and so does a failure", async () => {
    const end = (name: string, input: string) => ({ depth: 6, end: { name, input } });
    expect(await scene.output("nested", end("inline", "down there"))).toBe("Hello, down there!");
    const failed = await scene.run("nested", end("throwing", "far below"));
    expect(failed).toMatchObject({ status: "Failed", failure: { code: "Odd", message: "far below" } });
  });

  test("the default id follows from the execution and the number of the task", async () => {
    const { executionId, children } = (await scene.output("default-names")) as {
      executionId: string;
      children: string[];
    };
    expect(children).toHaveLength(2);
    for (const child of children) expect(child.replace(`${executionId}:`, "")).toMatch(/^[0-9a-f]{4}$/);
    expect(new Set(children).size).toBe(2);
  });

  test("one of a given id is asked by that id: its event ends it, and with it its parent", async () => {
    const child = scene.newId();
    const id = await scene.start("own", child);
    await eventually(() => scene.client.status(child)).toBeDefined();
    await scene.client.raiseEvent(child, "go", "now");
    expect(readJson((await scene.ended(id)).output)).toBe("now");
  });

  test("one whose parent starts anew in its place is another instance of the same id", async () => {
    const child = scene.newId();
    const id = await scene.start("own", child);
    await eventually(() => scene.client.status(child)).toBeDefined();
    const first = (await scene.client.status(child))?.executionId;
    await scene.client.terminate(id, "again");
    expect((await scene.ended(child)).status).toBe("Terminated");
    await scene.client.purge(child);
    await scene.start("own", child, { instanceId: id, reuse: "ifFinished" });
    await eventually(async () => (await scene.client.status(child))?.status).toBe("Running");
    expect((await scene.client.status(child))?.executionId).not.toBe(first);
    await scene.client.raiseEvent(child, "go", 2);
    expect((await scene.ended(id)).output).toBe("2");
  });

  test("a termination goes all the way down", async () => {
    const id = await scene.start("nested", { depth: 3, end: { name: "waiting", input: "go" } });
    const isDeep = async () => (await scene.client.list({ name: "waiting", statuses: ["Running"], limit: 500 })).items;
    await eventually(async () => (await isDeep()).length).toBeGreaterThan(0);
    await scene.client.terminate(id, "all of it");
    await eventually(async () => (await isDeep()).length).toBe(0);
  });

  test("each knows who called it, and the first one that nobody did", async () => {
    const id = await scene.start("origins", 2);
    const all = readJson((await scene.ended(id)).output) as { parent?: string }[];
    expect(all).toHaveLength(3);
    expect(all[0]).toEqual({});
    expect(all[1]).toEqual({ parent: id });
    const [child] = (await scene.history(id)).flatMap((event) =>
      event.type === "SubOrchestrationScheduled" ? [event.instanceId] : [],
    );
    expect(all[2]).toEqual({ parent: child });
  });

  test("one that loses a race is terminated, and the winner's result counts", async () => {
    const loser = scene.newId();
    const id = await scene.start("racing-subs", loser);
    expect(readJson((await scene.ended(id)).output)).toMatchObject({ after: expect.any(Number) as unknown });
    expect((await scene.ended(loser)).status).toBe("Terminated");
  });
});
