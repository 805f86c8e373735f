import { expect, test } from "vitest";
import { everywhere, readJson } from "./places.js";

everywhere("events", (scene) => {
  test("a conversation between two orchestrations: each answer follows its question", async () => {
    const other = await scene.start("answerer");
    expect(await scene.output("questioner", { other, rounds: 5 })).toEqual([10, 20, 30, 40, 50]);
    expect((await scene.ended(other)).output).toBe("5");
  });

  test("many events and as many waits at once: each event goes to one wait, in the order of both", async () => {
    const id = await scene.start("crowd", 100);
    const tickets = Array.from({ length: 100 }, (_, index) => index);
    await Promise.all(tickets.map((ticket) => scene.client.raiseEvent(id, "ticket", ticket)));
    expect(readJson((await scene.ended(id)).output)).toEqual(tickets);
    const history = await scene.history(id);
    const taken = history.flatMap((event) => (event.type === "EventReceived" ? [event.raisedSeq] : []));
    expect(new Set(taken).size).toBe(100);
  });

  test("more events than waits: the first ones are taken, the others are of no account", async () => {
    const id = await scene.start("crowd", 2);
    await scene.client.suspend(id, "so that all come first");
    for (const ticket of [1, 2, 3]) await scene.client.raiseEvent(id, "ticket", ticket);
    await scene.client.resume(id, "all there");
    const record = await scene.ended(id);
    expect(record).toMatchObject({ status: "Completed", output: "[1,2]" });
  });

  test("events of several names do not take each other's waits", async () => {
    const id = await scene.start("per-name", ["a", "b", "a"]);
    await scene.client.raiseEvent(id, "b", "b1");
    await scene.client.raiseEvent(id, "A", "a1");
    await scene.client.raiseEvent(id, "a", "a2");
    expect(readJson((await scene.ended(id)).output)).toEqual(["a1", "b1", "a2"]);
  });

  test("events before the first turn: they are kept until it asks for them", async () => {
    const id = await scene.start("waiting", "go", { startAtMs: Date.now() + 1_000 });
    await scene.client.raiseEvent(id, "go", { early: true });
    expect(await scene.client.status(id)).toMatchObject({ status: "Pending" });
    expect(readJson((await scene.ended(id)).output)).toEqual({ early: true });
  });

  test("an event of an orchestration for an instance that does not exist starts nothing, and harms nobody", async () => {
    const nobody = scene.newId();
    expect(await scene.output("parting", { to: nobody, entity: nobody, again: true })).toBe("second life");
    expect(await scene.client.status(nobody)).toBeUndefined();
  });

  test("an event whose payload is not what it must be fails the wait, and not the sender", async () => {
    const [good, bad] = [await scene.start("checked"), await scene.start("checked")];
    await scene.client.raiseEvent(good, "price", 5);
    await scene.client.raiseEvent(bad, "price", "five");
    expect(readJson((await scene.ended(good)).output)).toBe(5);
    expect(readJson((await scene.ended(bad)).output)).toBe("EventPayloadInvalid");
  });
});
