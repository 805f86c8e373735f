import type { EntityId, InstanceId } from "@dacapo/engine";
import { entityId } from "@dacapo/engine";
import { describe, expect, test } from "vitest";
import { eventually, everywhere } from "./places.js";

everywhere("entities and locks", (scene) => {
  const newTally = () => entityId("tally", scene.newId());
  const call = (entity: EntityId, operation: string, input?: unknown) =>
    scene.output("calling", { entity, operation, input });

  test("an entity is there from its first message on, and nowhere before", async () => {
    const entity = newTally();
    expect(await scene.client.readEntity(entity)).toBeUndefined();
    await scene.client.signalEntity(entity, "add", 2);
    await eventually(() => scene.client.readEntity(entity)).toEqual({ sum: 2, log: [2] });
  });

  test("calls of one orchestration are performed in their order, each once, one after the other", async () => {
    const amounts = Array.from({ length: 50 }, (_, index) => index + 1);
    const entity = newTally();
    const sums = amounts.map((amount) => (amount * (amount + 1)) / 2);
    expect(await scene.output("calling-all", { entity, amounts })).toEqual(sums);
    expect(await call(entity, "log")).toEqual({ result: amounts });
  });

  test("signals come before a call that follows them", async () => {
    const entity = newTally();
    expect(await scene.output("signaling", { entity, amounts: [1, 2, 3] })).toBe(6);
    expect(await call(entity, "log")).toEqual({ result: [1, 2, 3] });
  });

  test("several orchestrations and clients at once: nothing is lost or counted twice", async () => {
    const entity = newTally();
    const callers = Array.from({ length: 10 }, () => scene.output("calling-all", { entity, amounts: [1, 1, 1] }));
    const signals = Array.from({ length: 20 }, () => scene.client.signalEntity(entity, "add", 100));
    await Promise.all([...callers, ...signals]);
    expect(await call(entity, "get")).toEqual({ result: 2_030 });
  });

  test("an operation that throws leaves no trace: not in the state, no signal, nothing started; the next one goes on", async () => {
    const [entity, other, start] = [newTally(), newTally(), scene.newId()];
    await call(entity, "add", 5);
    const failed = await call(entity, "fail", { why: "not today", other, start });
    expect(failed).toEqual({ code: "TallyError", message: "not today" });
    expect(await call(entity, "add", 1)).toEqual({ result: 6 });
    expect(await call(other, "get")).toEqual({ result: 0 });
    expect(await scene.client.status(start)).toBeUndefined();
  });

  test("an operation that throws nothing at all has failed like any other", async () => {
    const entity = newTally();
    await call(entity, "add", 2);
    expect(await call(entity, "throwNothing")).toMatchObject({ code: "EntityError" });
    expect(await call(entity, "get")).toEqual({ result: 2 });
  });

  test("an entity signals another: what one gives the other has, once", async () => {
    const [from, to] = [newTally(), newTally()];
    for (let index = 0; index < 10; index++) await scene.client.signalEntity(from, "pass", { to, amount: 3 });
    await eventually(async () => (await call(to, "get")) as { result: number }).toEqual({ result: 30 });
    expect(await call(from, "get")).toEqual({ result: -30 });
  });

  test.each([0, false, "", null])("a state that counts as nothing is a state: %j", async (value) => {
    const entity = entityId("cell", scene.newId());
    expect(await call(entity, "take")).toEqual({ result: "initial" });
    await call(entity, "put", value);
    expect(await call(entity, "take")).toEqual({ result: value });
    expect(await scene.client.readEntity(entity)).toBe(value);
  });

  test("a deleted entity begins again with its initial state", async () => {
    const entity = newTally();
    await call(entity, "add", 9);
    await call(entity, "forget");
    expect(await scene.client.readEntity(entity)).toBeUndefined();
    expect(await call(entity, "add", 1)).toEqual({ result: 1 });
  });

  test("names of entities are the same in upper and lower case, keys are not", async () => {
    const key = scene.newId();
    await call(`@TALLY@${key}` as EntityId, "add", 1);
    await call(`@tally@${key.toUpperCase()}` as EntityId, "add", 10);
    expect(await call(entityId("Tally", key), "get")).toEqual({ result: 1 });
  });

  test("a signal for a time is performed then, not before, and those without one do not wait for it", async () => {
    const entity = newTally();
    const atMs = Date.now() + 1_000;
    await scene.client.signalEntity(entity, "add", 100, { atMs });
    await scene.client.signalEntity(entity, "add", 1);
    expect(await call(entity, "get")).toEqual({ result: 1 });
    await eventually(() => scene.client.readEntity(entity)).toEqual({ sum: 101, log: [1, 100] });
    expect(Date.now()).toBeGreaterThanOrEqual(atMs);
  });

  describe("a critical section", () => {
    test("nobody comes between a reading and the writing that follows from it", async () => {
      const entity = newTally();
      const runs = Array.from({ length: 12 }, () => scene.output("race-to-add", { entity, ms: 2 }));
      const seen = (await Promise.all(runs)) as number[];
      expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, index) => index));
    });

    test("operations of others wait for its end, and are then performed", async () => {
      const key = scene.newId();
      const holder = await scene.start("careless", { key, how: "waits" });
      await eventually(async () => (await scene.history(holder)).some(({ type }) => type === "LockAcquired")).toBe(
        true,
      );
      const entity = entityId("tally", key);
      const waiting = scene.start("calling", { entity, operation: "add", input: 7 });
      await scene.client.signalEntity(entity, "add", 1);
      await new Promise((resolve) => setTimeout(resolve, 60));
      expect((await scene.client.status(await waiting))?.status).toBe("Running");
      expect(await scene.client.readEntity(entity)).toBeUndefined();
      await scene.client.raiseEvent(holder, "go");
      await scene.ended(await waiting);
      await eventually(() => scene.client.readEntity(entity)).toMatchObject({ sum: 8 });
    });

    test("entities are locked in the order of code units, each once; a second release does nothing", async () => {
      const key = scene.newId();
      const keys = [`${key}b`, `${key}B`, `${key}a`, `${key}_`, `${key}b`];
      const id = await scene.start("lock-order", keys);
      expect((await scene.ended(id)).output).toBe("[false,true,false]");
      const locked = (await scene.history(id)).flatMap((event) =>
        event.type === "LockRequested" ? event.lockSet : [],
      );
      expect(locked).toEqual([`${key}B`, `${key}_`, `${key}a`, `${key}b`].map((each) => entityId("tally", each)));
    });

    test.each([
      ["empty", "at least one entity"],
      ["nested", "not nested"],
      ["sub", "orchestration"],
      ["unlocked", "Only locked entities are called"],
      ["twice", "once at a time"],
      ["early", "before the critical section is entered"],
      ["signal", "signaled"],
    ])("a broken rule is an error that can be caught, and leaves nothing locked: %s", async (which, words) => {
      const told = (await scene.output("rule", { which, key: scene.newId() })) as { message: string };
      expect(told).toMatchObject({ code: "CriticalSectionRule", free: true });
      expect(told.message).toContain(words);
    });

    test("activities, timers and signals to others are allowed in it", async () => {
      const key = scene.newId();
      expect(await scene.output("section-may", key)).toEqual(["Hello, section!", 1]);
      expect(await call(entityId("tally", `${key}-other`), "get")).toEqual({ result: 4 });
    });

    test.each(["completes", "fails", "continues", "is terminated", "is replaced"])(
      "whoever ends gives back what it had locked: it %s",
      async (how) => {
        const key = scene.newId();
        const holder = await scene.start("careless", { key, how });
        await endsBy(how, holder);
        expect(await call(entityId("tally", key), "add", 1)).toEqual({ result: 1 });
      },
    );
  });

  async function endsBy(how: string, holder: InstanceId): Promise<void> {
    const isLocked = async () => (await scene.history(holder)).some(({ type }) => type === "LockAcquired");
    switch (how) {
      case "is terminated":
        await eventually(isLocked).toBe(true);
        await scene.client.terminate(holder, "with a lock");
        return;
      case "is replaced":
        await eventually(isLocked).toBe(true);
        await scene.start("inline", "x", { instanceId: holder, reuse: "terminateAndReplace" });
        return;
      case "completes":
      case "fails":
        expect((await scene.ended(holder)).status).toBe(how === "fails" ? "Failed" : "Completed");
    }
  }
});
