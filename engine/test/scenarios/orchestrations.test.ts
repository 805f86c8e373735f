import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { eventually, everywhere, readJson, typesOf } from "./places.js";

const here = fileURLToPath(new URL(".", import.meta.url));

everywhere("orchestrations", (scene) => {
  test("hello without an activity: it ends in its first turn", async () => {
    const id = await scene.start("inline", "World");
    expect(readJson((await scene.ended(id)).output)).toBe("Hello, World!");
    expect(typesOf(await scene.history(id))).toEqual(["ExecutionStarted", "TurnStarted", "ExecutionCompleted"]);
  });

  test("hello with an activity: it is asked for in one turn and answered in the next", async () => {
    const id = await scene.start("with-activity", "World");
    expect(readJson((await scene.ended(id)).output)).toBe("Hello, World!");
    expect(typesOf(await scene.history(id)).filter((type) => type !== "ActivityStarted")).toEqual([
      "ExecutionStarted",
      "TurnStarted",
      "ActivityScheduled",
      "ActivityCompleted",
      "TurnStarted",
      "ExecutionCompleted",
    ]);
  });

  test("a sequence of activities: the factorial of 10", async () => {
    const id = await scene.start("factorial", 10);
    expect((await scene.ended(id)).output).toBe("3628800");
    const products = (await scene.history(id)).flatMap((event) =>
      event.type === "ActivityCompleted" ? [Number(event.result)] : [],
    );
    expect(products).toEqual([2, 6, 24, 120, 720, 5040, 40_320, 362_880, 3_628_800]);
  });

  test("a fan-out over files: the sum of their sizes", async () => {
    const files = readdirSync(here).map((name) => path.join(here, name));
    const sum = files.reduce((bytes, file) => bytes + statSync(file).size, 0);
    expect(await scene.output("sizes", files)).toBe(sum);
  });

  test("a fan-out of 90 large results, together more than 4 MB", async () => {
    const made = (await scene.output("texts", { count: 90, length: 50_000 })) as [number, string][];
    expect(made).toHaveLength(90);
    expect(made[7]).toEqual([50_000, "7abc"]);
    expect(made.every(([length]) => length === 50_000)).toBe(true);
  });

  test("a fan-out after a fan-out: the results of the first are the inputs of the second", async () => {
    expect(await scene.output("twice", 12)).toEqual(Array.from({ length: 12 }, (_, index) => index * 20));
  });

  test("a counter that goes on as new: three increments, each in an execution of its own", async () => {
    const id = await scene.start("counter", 0);
    const executions = new Set([(await scene.client.waitForStart(id)).executionId]);
    for (let count = 1; count <= 3; count++) {
      await scene.client.raiseEvent(id, "operation", "inc");
      await eventually(async () => readJson((await scene.client.status(id))?.customStatus)).toEqual({ count });
      executions.add((await scene.client.status(id))?.executionId ?? ("none" as never));
    }
    expect((await scene.client.status(id))?.input).toBe("3");
    expect(executions.size).toBe(4);
    await scene.client.raiseEvent(id, "operation", "end");
    expect((await scene.ended(id)).output).toBe("3");
  });

  test("continued as new, then a timer: the last execution waits for it, and the history is its own", async () => {
    const id = await scene.start("renewed", { rounds: 4 });
    const executions = readJson((await scene.ended(id)).output) as string[];
    expect(new Set(executions).size).toBe(5);
    expect((await scene.client.status(id))?.executionId).toBe(executions[4]);
    const history = await scene.history(id);
    expect(history[0]).toMatchObject({ type: "ExecutionStarted", executionId: executions[4] });
    expect(history[1]).toMatchObject({ type: "ContinuedAsNew", previousExecutionId: executions[3] });
    expect(typesOf(history).filter((type) => type === "TimerFired")).toHaveLength(1);
  });

  test("what is sent in the turn that goes on as new arrives", async () => {
    const to = await scene.start("waiting", "go");
    expect(await scene.output("parting", { to, entity: to, again: true })).toBe("second life");
    expect(readJson((await scene.ended(to)).output)).toBe("from the first life");
    expect(await scene.output("calling", { entity: `@tally@${to}`, operation: "get" })).toEqual({ result: 3 });
  });

  test("events that nobody has taken go over to the next execution, in their order", async () => {
    const id = await scene.start("gatherer", []);
    const items = Array.from({ length: 30 }, (_, index) => index);
    await Promise.all([...items, "end"].map((item) => scene.client.raiseEvent(id, "item", item)));
    const heard = readJson((await scene.ended(id)).output) as number[];
    expect(heard).toEqual(items);
  });

  test.each([0, false, "", null, [], {}])("a value that counts as nothing is kept as it is: %j", async (value) => {
    expect(await scene.output("echoing", value)).toEqual(value);
  });

  test("without a result there is no output", async () => {
    const record = await scene.run("nothing");
    expect(record).toMatchObject({ status: "Completed" });
    expect(readJson(record.output)).toBeUndefined();
  });

  test("a kilobyte of text comes back as it was, of whatever letters", async () => {
    const text = 'Łódź – 東京 – 🦆 – \u0000\n"'.repeat(50);
    expect(await scene.output("echoing", text)).toBe(text);
  });

  test("custom status: each replaces the one before, null and false among them, and the last stays", async () => {
    const statuses = [{ step: 1 }, "two", false, 0, "", null, [5]];
    const id = await scene.start("stating", statuses);
    for (const status of statuses) {
      await eventually(async () => (await scene.client.status(id))?.customStatus).toBe(JSON.stringify(status));
      await scene.client.raiseEvent(id, "next");
    }
    expect((await scene.ended(id)).customStatus).toBe("[5]");
    expect((await scene.run("inline", "x")).customStatus).toBeUndefined();
  });

  test("chance and ids are the same in every turn of an execution, and others in another", async () => {
    const one = (await scene.output("chances")) as unknown[];
    const two = (await scene.output("chances")) as unknown[];
    expect(one[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(new Set([...one, ...two]).size).toBe(10);
  });

  test("several failures of a fan-out at once: the first one is caught, and the run goes on", async () => {
    expect(await scene.output("all-or-fail", ["a", "bad", "b", "bad", "bad"])).toBe("caught bad");
    expect(await scene.output("all-or-fail", ["a", "b"])).toEqual(["Hello, a!", "Hello, b!"]);
  });

  test("all of them settled: each result and each failure, in the order in which they were asked for", async () => {
    const outcomes = await scene.output("settling", ["a", "bad", "b", "bad"]);
    expect(outcomes).toEqual(["Hello, a!", "failed: bad", "Hello, b!", "failed: bad"]);
  });

  test("the first good one, whatever fails; when all fail, all their failures", async () => {
    expect(await scene.output("first-good", ["bad", "bad", "a"])).toBe("Hello, a!");
    expect(await scene.output("first-good", ["bad", "bad"])).toEqual({
      code: "AllTasksFailed",
      failures: ["bad", "bad"],
    });
  });

  test("a group of nothing is complete at once", async () => {
    expect(await scene.output("empty-groups")).toEqual([[], [], []]);
  });

  test("an activity that loses a race is cancelled, and the run does not wait for it", async () => {
    const id = await scene.start("racing-stuck");
    expect(readJson((await scene.ended(id)).output)).toBe("won");
    expect(typesOf(await scene.history(id))).toContain("TaskCancelled");
  });

  test("what a run says to the operator is said once, and not again when it is replayed", async () => {
    const name = scene.newId();
    expect(await scene.output("telling", name)).toBe(false);
    const lines = () => scene.log.filter(({ message }) => message.includes(`${name} in turn`));
    await eventually(() => lines().length).toBe(3);
    expect(lines().map(({ level }) => level)).toEqual(["warn", "warn", "warn"]);
  });
});
