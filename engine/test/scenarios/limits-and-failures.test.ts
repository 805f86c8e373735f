import { createHash, randomBytes } from "node:crypto";
import { type InstanceRecord, InvalidInput, LIMITS } from "@dacapo/engine";
import { describe, expect, test } from "vitest";
import { everywhere, readJson, typesOf } from "./places.js";

const failedWith = (failure: Partial<NonNullable<InstanceRecord["failure"]>>) => ({
  status: "Failed",
  failure: expect.objectContaining(failure) as unknown,
});

everywhere("limits and failures", (scene) => {
  describe("failures", () => {
    test("an orchestration that throws has failed, with the message, the code and the details", async () => {
      const record = await scene.run("throwing", "Kaputt – 壊れた");
      expect(record).toMatchObject(failedWith({ code: "Odd", message: "Kaputt – 壊れた", details: { found: 3 } }));
      expect(record.failure?.stack).toContain("programs/sequences.mjs");
      expect(record.output).toBeUndefined();
    });

    test("so has one that throws in a later turn", async () => {
      const id = await scene.start("throwing-after-wait", "late");
      expect(await scene.ended(id)).toMatchObject(failedWith({ message: "late" }));
      expect(typesOf(await scene.history(id)).filter((type) => type === "TurnStarted")).toHaveLength(2);
    });

    test("a failure of an activity that nobody catches fails the run, and says of which node", async () => {
      const record = await scene.run("activity-throws", "no oil");
      expect(record).toMatchObject({
        ...failedWith({ code: "Broken", message: "no oil", details: { part: "gear" } }),
        failedNode: "breakdown",
      });
    });

    test("one that is caught carries what was thrown, and the run goes on", async () => {
      expect(await scene.output("caught", "no oil")).toMatchObject({
        code: "Broken",
        message: "no oil",
        details: { part: "gear" },
      });
    });

    test("a failure of a sub-orchestration's activity is caught where it was called", async () => {
      expect(await scene.output("sub-throws", "no oil")).toEqual({ code: "Broken", message: "no oil" });
    });

    test("an activity that works at its fifth attempt: four failures and waits, then the result", async () => {
      const id = await scene.start("retrying", { worksAt: 5, maxAttempts: 5 });
      expect((await scene.ended(id)).output).toBe("5");
      const failures = (await scene.history(id)).filter((event) => event.type === "ActivityAttemptFailed");
      expect(failures.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4]);
      const waits = failures.map(({ retryAtMs, atMs }) => retryAtMs - atMs);
      expect(waits.every((wait) => wait >= 2)).toBe(true);
    });

    test("an activity that does not work within its attempts fails with the last failure", async () => {
      const record = await scene.run("retrying", { worksAt: 5, maxAttempts: 4 });
      expect(record).toMatchObject(failedWith({ message: "attempt 4 did not work" }));
    });

    test("a condition of the code's own says which failures are tried again", async () => {
      const id = await scene.start("choosy", { maxAttempts: 9, giveUpAt: 3 });
      expect(await scene.ended(id)).toMatchObject(failedWith({ message: "attempt 3 did not work" }));
      const limited = await scene.run("choosy", { maxAttempts: 2, giveUpAt: 3 });
      expect(limited).toMatchObject(failedWith({ message: "attempt 2 did not work" }));
    });

    test.each([
      [["Broken"], 0],
      [["Odd"], 2],
    ] as const)("a policy names codes that are not tried again: %j", async (codes, repeats) => {
      const id = await scene.start("listed-codes", codes);
      expect(await scene.ended(id)).toMatchObject(failedWith({ code: "Broken" }));
      const attempts = typesOf(await scene.history(id)).filter((type) => type === "ActivityAttemptFailed");
      expect(attempts).toHaveLength(repeats);
    });

    test("an activity that nobody knows is a failure that names it, not a run that waits for ever", async () => {
      const record = await scene.run("unknown-activity");
      expect(record.failure?.message).toContain("no-such-activity");
    });

    test("to yield something that is not a task is a failure that says so", async () => {
      expect((await scene.run("not-a-task")).failure?.message).toContain("not a task");
    });

    test("a result that JSON cannot carry fails the run", async () => {
      expect(await scene.run("mistaken")).toMatchObject(failedWith({ code: "ValueNotCarried" }));
    });
  });

  describe("limits", () => {
    test("5 MB of chance go in and out, byte for byte", async () => {
      const bytes = randomBytes(5 * 1024 * 1024).toString("base64");
      const result = (await scene.output("large", bytes)) as { seen: string; back: string };
      expect(result.seen).toBe(createHash("sha256").update(bytes).digest("hex"));
      expect(result.back === bytes).toBe(true);
    });

    test("an input over the limit is refused, says how large it may be, and nothing is started", async () => {
      const instanceId = scene.newId();
      const tooLarge = "x".repeat(LIMITS.payloadBytesMax);
      const started = scene.client.start({ name: "inline" }, tooLarge, { instanceId });
      await expect(started).rejects.toThrow(String(LIMITS.payloadBytesMax));
      await expect(started).rejects.toBeInstanceOf(InvalidInput);
      expect(await scene.client.status(instanceId)).toBeUndefined();
    });

    test("a custom status of 16 KiB is kept, a larger one fails the run and is not left running", async () => {
      const fits = LIMITS.customStatusBytesMax - 2;
      expect((await scene.run("too-much-status", fits)).customStatus).toHaveLength(LIMITS.customStatusBytesMax);
      const record = await scene.run("too-much-status", fits + 1);
      expect(record.status).toBe("Failed");
      expect(record.failure?.message).toContain(String(LIMITS.customStatusBytesMax));
    });

    test("a tag of 10 000 characters comes back, and finds what has it", async () => {
      const tags = { long: "t".repeat(10_000), "of letters": "Łódź" };
      const id = await scene.start("inline", "x", { tags });
      expect((await scene.ended(id)).tags).toEqual(tags);
      expect((await scene.client.list({ tags })).items.map(({ instanceId }) => instanceId)).toEqual([id]);
    });

    test("ids: quotes and spaces are letters as any other; what cannot be an id is refused", async () => {
      const odd = `${scene.newId()} it's "quoted"; DROP TABLE`;
      const id = await scene.start("inline", "x", { instanceId: odd });
      expect(readJson((await scene.ended(id)).output)).toBe("Hello, x!");
      await scene.client.purge(id);
      expect(await scene.client.status(id)).toBeUndefined();
      for (const bad of ["", " x", "ü", "x".repeat(LIMITS.idCharactersMax + 1), "@tally@x"]) {
        await expect(scene.client.start({ name: "inline" }, "x", { instanceId: bad })).rejects.toBeInstanceOf(
          InvalidInput,
        );
      }
    });
  });
});
