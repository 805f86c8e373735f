import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import {
  InstanceExists,
  InstanceFinished,
  type InstanceId,
  InstanceNotFinished,
  InstanceNotFound,
  NotRewindable,
  UnknownOrchestration,
  WaitTimeout,
  type WorkflowVersion,
} from "@dacapo/engine";
import { describe, expect, test } from "vitest";
import { temporaryDirectory } from "../support/temporary-directory.js";
import { eventually, everywhere, readJson, typesOf } from "./places.js";

/** How an instance comes to stand somewhere: what it runs, and what is done to it. */
const STANDS = ["Completed", "Failed", "Terminated", "Running"] as const;
type Stand = (typeof STANDS)[number];

everywhere("management calls", (scene) => {
  async function standing(stand: Stand): Promise<InstanceId> {
    switch (stand) {
      case "Completed": {
        const id = await scene.start("inline", "first");
        expect((await scene.ended(id)).status).toBe(stand);
        return id;
      }
      case "Failed": {
        const id = await scene.start("throwing", "first");
        expect((await scene.ended(id)).status).toBe(stand);
        return id;
      }
      case "Terminated":
      case "Running": {
        const id = await scene.start("waiting", "go");
        await scene.client.waitForStart(id);
        if (stand === "Terminated") await scene.client.terminate(id, "first");
        expect((await scene.client.status(id))?.status).toBe(stand);
        return id;
      }
    }
  }

  describe("an id that was used", () => {
    test.each(STANDS)("is refused to another start when its instance is %s, which stays as it is", async (stand) => {
      const id = await standing(stand);
      const before = await scene.client.status(id);
      await expect(scene.client.start({ name: "inline" }, "x", { instanceId: id })).rejects.toBeInstanceOf(
        InstanceExists,
      );
      expect(await scene.client.status(id)).toEqual(before);
    });

    test.each(STANDS)("is taken over when that is asked for: from one that is %s", async (stand) => {
      const id = await standing(stand);
      const first = await scene.client.status(id);
      const reuse = stand === "Running" ? "terminateAndReplace" : "ifFinished";
      const record = await scene.run("inline", "second", { instanceId: id, reuse });
      expect(record).toMatchObject({ instanceId: id, status: "Completed", failure: undefined });
      expect(readJson(record.output)).toBe("Hello, second!");
      expect(record.executionId).not.toBe(first?.executionId);
      expect(typesOf(await scene.history(id))).toEqual(["ExecutionStarted", "TurnStarted", "ExecutionCompleted"]);
    });

    test("is not taken from one that goes on unless it is to be ended", async () => {
      const id = await standing("Running");
      const started = scene.client.start({ name: "inline" }, "x", { instanceId: id, reuse: "ifFinished" });
      await expect(started).rejects.toBeInstanceOf(InstanceExists);
      expect((await scene.client.status(id))?.status).toBe("Running");
    });

    test("whose instance had a sub-orchestration: that ends with it, and its answer does not reach the new one", async () => {
      const child = scene.newId();
      const id = await scene.start("own", child);
      await eventually(() => scene.client.status(child)).toBeDefined();
      await scene.start("waiting", "other", { instanceId: id, reuse: "terminateAndReplace" });
      expect((await scene.ended(child)).status).toBe("Terminated");
      await scene.client.raiseEvent(id, "other", "mine");
      expect(readJson((await scene.ended(id)).output)).toBe("mine");
    });
  });

  describe("a termination", () => {
    test("keeps its reason, of whatever letters", async () => {
      const id = await standing("Running");
      expect(await scene.client.terminate(id, "Schluß – 終わり 🛑")).toEqual({ terminated: true });
      expect((await scene.ended(id)).status).toBe("Terminated");
      expect((await scene.history(id)).at(-1)).toMatchObject({
        type: "ExecutionTerminated",
        reason: "Schluß – 終わり 🛑",
      });
    });

    test("ends what waits for an activity that does not end", async () => {
      const id = await scene.start("stuck");
      await eventually(async () => typesOf(await scene.history(id))).toContain("ActivityStarted");
      await scene.client.terminate(id, "enough");
      expect((await scene.ended(id)).status).toBe("Terminated");
    });

    test("ends what has not begun", async () => {
      const id = await scene.start("inline", "x", { startAtMs: Date.now() + 60_000 });
      await scene.client.terminate(id, "not needed");
      expect(typesOf(await scene.history(id))).toEqual(["ExecutionStarted", "ExecutionTerminated"]);
    });

    test("ends what is suspended", async () => {
      const id = await standing("Running");
      await scene.client.suspend(id, "hold");
      await scene.client.terminate(id, "after all");
      expect((await scene.client.status(id))?.status).toBe("Terminated");
    });
  });

  describe("a start for later", () => {
    test("shows its time while it is pending, and does not begin before", async () => {
      const startAtMs = Date.now() + 1_000;
      const id = await scene.start("inline", "later", { startAtMs });
      expect(await scene.client.status(id)).toMatchObject({ status: "Pending", startAtMs });
      await scene.ended(id);
      const turn = (await scene.history(id)).find(({ type }) => type === "TurnStarted");
      expect(turn?.atMs).toBeGreaterThanOrEqual(startAtMs);
    });

    test("of one that calls an activity: the activity is not called before, either", async () => {
      const startAtMs = Date.now() + 200;
      const id = await scene.start("with-activity", "later", { startAtMs });
      expect(readJson((await scene.ended(id)).output)).toBe("Hello, later!");
      const asked = (await scene.history(id)).find(({ type }) => type === "ActivityScheduled");
      expect(asked?.atMs).toBeGreaterThanOrEqual(startAtMs);
    });
  });

  test("a wait for a start that takes too long says so, and may be repeated", async () => {
    const id = await scene.start("waiting", "go", { startAtMs: Date.now() + 60_000 });
    await expect(scene.client.waitForStart(id, { timeoutMs: 20 })).rejects.toBeInstanceOf(WaitTimeout);
    await scene.start("waiting", "go", { instanceId: id, reuse: "terminateAndReplace" });
    expect(await scene.client.waitForStart(id, { timeoutMs: 10_000 })).toMatchObject({ status: "Running" });
    await expect(scene.client.wait(id, { timeoutMs: 20 })).rejects.toBeInstanceOf(WaitTimeout);
    await scene.client.raiseEvent(id, "go");
    expect((await scene.ended(id)).status).toBe("Completed");
  });

  test("suspended, it hears of nothing, and is as it was; resumed, of everything, in order", async () => {
    const id = await scene.start("gatherer", []);
    await scene.client.waitForStart(id);
    await scene.client.suspend(id, "hold");
    const { length } = await scene.history(id);
    for (const item of [1, 2, 3, "end"]) await scene.client.raiseEvent(id, "item", item);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(typesOf(await scene.history(id)).slice(length)).toEqual(Array(4).fill("EventRaised"));
    expect((await scene.client.status(id))?.status).toBe("Suspended");
    await scene.client.resume(id, "go on");
    expect(readJson((await scene.ended(id)).output)).toEqual([1, 2, 3]);
  });

  describe("a rewind", () => {
    const cases = [
      ["an activity", "needing", 1],
      ["several activities of a fan-out", "needing", 3],
      ["a sub-orchestration", "needing-subs", 1],
      ["several sub-orchestrations", "needing-subs", 3],
      ["a sub-orchestration's sub-orchestration", "needing-deep", 2],
    ] as const;
    test.each(cases)("of what failed of %s: it goes on where it failed, and ends well", async (_what, name, count) => {
      const directory = temporaryDirectory("rewinding");
      const needs = Array.from({ length: count }, (_, index) => path.join(directory.path, `${index}`));
      try {
        const id = await scene.start(name, needs);
        expect(await scene.ended(id)).toMatchObject({ status: "Failed" });
        for (const file of needs) writeFileSync(file, "1234");
        await scene.client.rewind(id, "the files are there");
        const record = await scene.ended(id);
        expect(record).toMatchObject({ status: "Completed", failure: undefined });
        const each = needs.map((_, index) => `${index} holds 4`);
        expect((readJson(record.output) as unknown[]).flat(2)).toEqual(each);
        expect(typesOf(await scene.history(id))).toContain("ExecutionRewound");
      } finally {
        directory.remove();
      }
    });

    test("twice, when it fails another time, of the same or of something else", async () => {
      const directory = temporaryDirectory("rewinding");
      const needs = ["a", "b"].map((name) => path.join(directory.path, name));
      try {
        const id = await scene.start("needing", needs);
        expect((await scene.ended(id)).status).toBe("Failed");
        mkdirSync(path.join(directory.path, "unrelated"));
        await scene.client.rewind(id, "perhaps");
        expect((await scene.ended(id)).status).toBe("Failed");
        for (const file of needs) writeFileSync(file, "");
        await scene.client.rewind(id, "surely");
        expect(readJson((await scene.ended(id)).output)).toEqual(["a holds 0", "b holds 0"]);
      } finally {
        rmSync(directory.path, { recursive: true, force: true });
      }
    });

    test.each(["Completed", "Terminated", "Running"] as const)("of one that is %s is refused", async (stand) => {
      const id = await standing(stand);
      await expect(scene.client.rewind(id, "why not")).rejects.toBeInstanceOf(NotRewindable);
      expect((await scene.client.status(id))?.status).toBe(stand);
    });
  });

  describe("a purge", () => {
    test("a second time there is nothing to purge, and that is said", async () => {
      const id = await standing("Completed");
      await scene.client.purge(id);
      await expect(scene.client.purge(id)).rejects.toBeInstanceOf(InstanceNotFound);
      expect(await scene.client.purgeBy({ tags: { nobody: "has this" } })).toEqual({ purged: 0 });
    });

    test("of what goes on is refused", async () => {
      const id = await standing("Running");
      await expect(scene.client.purge(id)).rejects.toBeInstanceOf(InstanceNotFinished);
      await expect(scene.client.history(id)).resolves.not.toHaveLength(0);
    });

    test("of one of two that hold the same large text leaves the other its text", async () => {
      const text = `${scene.newId()}`.padEnd(200_000, "large");
      const [one, two] = [await scene.run("echoing", text), await scene.run("echoing", text)];
      await scene.client.purge(one.instanceId);
      await scene.hub.snapshot();
      expect(await scene.client.status(one.instanceId)).toBeUndefined();
      expect(readJson((await scene.client.status(two.instanceId))?.output)).toBe(text);
    });

    test("by time takes what ended before, and leaves the rest", async () => {
      const tags = { batch: scene.newId() };
      const runs = [];
      for (let index = 0; index < 6; index++) {
        runs.push(await scene.run("inline", index, { tags }));
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      const third = runs[2]?.completedAtMs ?? 0;
      expect(await scene.client.purgeBy({ tags, completedBeforeMs: third + 1 })).toMatchObject({ purged: 3 });
      const left = (await scene.client.list({ tags })).items.map(({ instanceId }) => instanceId);
      expect(left.reverse()).toEqual(runs.slice(3).map(({ instanceId }) => instanceId));
    });
  });

  describe("a query", () => {
    test("by status, while they run and when they have ended", async () => {
      const tags = { group: scene.newId() };
      const ids = await Promise.all([1, 2, 3].map(() => scene.start("waiting", "go", { tags })));
      await Promise.all(ids.map((id) => scene.client.waitForStart(id)));
      const count = async (status: "Running" | "Completed") =>
        (await scene.client.list({ tags, statuses: [status] })).items.length;
      expect([await count("Running"), await count("Completed")]).toEqual([3, 0]);
      await scene.client.raiseEvent(ids[0] as InstanceId, "go");
      await scene.ended(ids[0] as InstanceId);
      expect([await count("Running"), await count("Completed")]).toEqual([2, 1]);
    });

    test("in pages: every one once, whatever comes meanwhile", async () => {
      const tags = { group: scene.newId() };
      const ids = await Promise.all(Array.from({ length: 25 }, () => scene.start("inline", "x", { tags })));
      const seen: InstanceId[] = [];
      let cursor: string | undefined;
      do {
        const page = await scene.client.list({ tags, limit: 7, ...(cursor !== undefined && { cursor }) });
        seen.push(...page.items.map(({ instanceId }) => instanceId));
        cursor = page.nextCursor;
        await scene.start("inline", "newer", { tags });
      } while (cursor !== undefined);
      expect(new Set(seen).size).toBe(seen.length);
      expect(ids.filter((id) => !seen.includes(id))).toEqual([]);
    });
  });

  test("a call about an instance that is not there says so, whichever call it is", async () => {
    const nobody = scene.newId();
    expect(await scene.client.status(nobody)).toBeUndefined();
    const calls = [
      scene.client.wait(nobody),
      scene.client.history(nobody),
      scene.client.terminate(nobody, "x"),
      scene.client.suspend(nobody, "x"),
      scene.client.resume(nobody, "x"),
      scene.client.raiseEvent(nobody, "x"),
      scene.client.rewind(nobody, "x"),
      scene.client.restart(nobody),
      scene.client.purge(nobody),
    ];
    for (const outcome of await Promise.allSettled(calls)) {
      expect(outcome).toMatchObject({ status: "rejected", reason: expect.any(InstanceNotFound) as unknown });
    }
  });

  test("what has ended takes no event, no suspension and no second termination", async () => {
    const id = await standing("Completed");
    await expect(scene.client.raiseEvent(id, "x")).rejects.toBeInstanceOf(InstanceFinished);
    await expect(scene.client.suspend(id, "x")).rejects.toBeInstanceOf(InstanceFinished);
    expect(await scene.client.terminate(id, "x")).toEqual({ terminated: false });
    expect((await scene.client.status(id))?.status).toBe("Completed");
  });

  test("a run keeps the version that it was started with; later code runs beside it", async () => {
    const code = (answer: number) => `export default orchestration("versioned", function* (ctx) {
      yield* ctx.waitForEvent("go");
      return [${answer}, ctx.version];
    });`;
    const runs = [];
    for (const answer of [1, 2]) {
      const { version } = await scene.client.publish(code(answer));
      const { instanceId } = await scene.client.start({ version }, {}, { instanceId: scene.newId() });
      await scene.client.waitForStart(instanceId);
      runs.push({ answer, version, instanceId });
    }
    for (const { answer, version, instanceId } of runs) {
      await scene.client.raiseEvent(instanceId, "go");
      const record = await scene.ended(instanceId);
      expect([record.version, readJson(record.output)]).toEqual([version, [answer, version]]);
    }
    const unknown = scene.client.start({ version: "0".repeat(64) as WorkflowVersion }, {});
    await expect(unknown).rejects.toBeInstanceOf(UnknownOrchestration);
  });
});
