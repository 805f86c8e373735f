import { expect, test } from "vitest";
import { eventually, everywhere, readJson, typesOf } from "./places.js";

everywhere("timers", (scene) => {
  test("a timer fires when its time has come, and never early", async () => {
    const { before, after } = (await scene.output("napping", 60)) as { before: number; after: number };
    expect(after - before).toBeGreaterThanOrEqual(60);
    expect(after - before).toBeLessThan(10_000);
  });

  test("ten that wait for a second have all ended well before ten seconds", async () => {
    const beganAtMs = Date.now();
    const ids = await Promise.all(Array.from({ length: 10 }, () => scene.start("napping", 1_000)));
    const naps = (await Promise.all(ids.map(scene.ended))).map(({ output }) => readJson(output));
    for (const nap of naps as { before: number; after: number }[])
      expect(nap.after - nap.before).toBeGreaterThanOrEqual(1_000);
    expect(Date.now() - beganAtMs).toBeLessThan(10_000);
  });

  test("concurrent timers of one instance fire in the order of their times", async () => {
    expect(await scene.output("naps", [120, 40, 80, 1])).toEqual([1, 40, 80, 120]);
  });

  test("an approval in time: the time limit of the wait is dropped with it", async () => {
    const id = await scene.start("deadline", 60_000);
    await scene.client.raiseEvent(id, "approval", true);
    expect(readJson((await scene.ended(id)).output)).toEqual({ approved: true });
    expect((await scene.history(id)).some(({ type }) => type === "EventWaitTimedOut")).toBe(false);
  });

  test("no approval in time: the wait fails, and one that comes too late finds nobody", async () => {
    const id = await scene.start("deadline", 30);
    expect(readJson((await scene.ended(id)).output)).toEqual({ code: "Timeout" });
    await expect(scene.client.raiseEvent(id, "approval", true)).rejects.toThrow("finished");
  });

  test("an approval that wins a race: the timer is cancelled, and the run does not wait for it", async () => {
    const id = await scene.start("racing", { limitMs: 3_600_000 });
    await scene.client.raiseEvent(id, "approval", "yes");
    expect(readJson((await scene.ended(id)).output)).toBe("yes");
    const history = await scene.history(id);
    const timer = history.find((event) => event.type === "TimerCreated");
    expect(history).toContainEqual(expect.objectContaining({ type: "TaskCancelled", taskId: timer?.taskId }));
  });

  test("a timer that wins a race: the wait is cancelled, and an event that comes later is for the next wait", async () => {
    const id = await scene.start("racing", { limitMs: 10 });
    await eventually(async () => typesOf(await scene.history(id))).toContain("TaskCancelled");
    await scene.client.raiseEvent(id, "approval", "late");
    expect(readJson((await scene.ended(id)).output)).toBe("next: late");
  });

  test("a loser that may go on gives what it gives", async () => {
    const id = await scene.start("racing", { limitMs: 10, losers: "goOn" });
    await eventually(async () => typesOf(await scene.history(id))).toContain("TimerFired");
    await scene.client.raiseEvent(id, "approval", "all the same");
    expect(readJson((await scene.ended(id)).output)).toBe("late: all the same");
    expect(typesOf(await scene.history(id))).not.toContain("TaskCancelled");
  });

  test("what code does with a timer and an event by hand: whichever is over cannot be cancelled any more", async () => {
    const id = await scene.start("approving", 3_600_000);
    await scene.client.raiseEvent(id, "approval", 1);
    expect(readJson((await scene.ended(id)).output)).toEqual({ approved: 1, cancelled: [true, false] });
    expect(await scene.output("approving", 5)).toEqual({ approved: "nobody did", cancelled: [false, true] });
  });

  test("a timer is cancelled once; one that has fired is not, and who waits for a cancelled one is told", async () => {
    expect(await scene.output("cancelling")).toEqual([true, false, false, "Cancelled"]);
  });

  test("a timer until a time: one that has passed fires at once, one to come not before", async () => {
    const now = Date.now();
    expect(await scene.output("long-timer", now - 1_000)).toBeGreaterThanOrEqual(now - 10);
    expect(await scene.output("long-timer", now + 100)).toBeGreaterThanOrEqual(now + 100);
  });

  test("a timer of four months is one timer: it waits, and is dropped with its run", async () => {
    const atMs = Date.now() + 120 * 86_400_000;
    const id = await scene.start("long-timer", atMs);
    await eventually(async () => typesOf(await scene.history(id))).toContain("TimerCreated");
    expect((await scene.history(id)).at(-1)).toMatchObject({ type: "TimerCreated", fireAtMs: atMs });
    await scene.client.terminate(id, "too long");
    expect((await scene.ended(id)).status).toBe("Terminated");
  });
});
