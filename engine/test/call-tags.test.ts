import { defineActivity, instanceId, openHub, orchestration } from "@dacapo/engine";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import * as z from "zod";
import { type TemporaryDirectory, temporaryDirectory } from "./support/temporary-directory.js";

const seen: unknown[] = [];
const look = defineActivity({
  name: "look",
  title: "Look",
  description: "Keeps what its context says.",
  icon: "eye",
  effects: "external",
  input: z.null(),
  output: z.null(),
  run: (_, { tags, attempt }) => {
    seen.push({ ...tags });
    if (attempt === 1 && tags.again === "yes") throw new Error("once more");
    return null;
  },
});

const retry = { maxAttempts: 2, firstDelayMs: 1 };
const tagged = orchestration("tagged", function* (ctx) {
  yield* ctx.call("look", null);
  yield* ctx.call("look", null, { tags: { team: "billing", __proto__x: "a" } });
  yield* ctx.call("look", null, { tags: { again: "yes" }, retry });
  yield* ctx.call("look", null, { tags: { again: "yes" }, retry: { ...retry, retryIf: () => true } });
});
const wrong = orchestration<unknown>("wrong", function* (ctx, tags) {
  yield* ctx.call("look", null, { tags: tags as never });
});

describe("tags of a call", () => {
  let directory: TemporaryDirectory;
  beforeEach(() => {
    directory = temporaryDirectory("call-tags");
    seen.length = 0;
  });
  afterEach(() => directory.remove());
  const open = () => openHub({ dir: directory.path, threads: 0, orchestrations: [tagged, wrong], activities: [look] });

  test("reach the activity in each attempt, and stand in the history, after a restart, too", async () => {
    let hub = await open();
    await hub.client.run("tagged", null, { instanceId: "it", timeoutMs: 30_000 });
    await hub.close();
    const again = { again: "yes" };
    expect(seen).toEqual([{}, { team: "billing", __proto__x: "a" }, again, again, again, again]);
    hub = await open();
    const history = await hub.client.history(instanceId("it"));
    const said = history.flatMap((event) => (event.type === "ActivityScheduled" ? [event.tags] : []));
    expect(said).toEqual([undefined, { team: "billing", __proto__x: "a" }, again, again, again]);
    await hub.close();
  });

  test.each([
    ["a list", ["a"], "an object of texts"],
    ["a number for a text", { a: 1 }, '"a" is 1'],
    ["too long", { a: "x".repeat(9_000) }, "at most 8192 bytes"],
  ])("that are %s fail the run with a sentence", async (_, tags, sentence) => {
    const hub = await open();
    const { status, failure } = await hub.client.run("wrong", tags, { timeoutMs: 30_000 });
    expect(status).toBe("Failed");
    expect(failure?.message).toContain(sentence);
    await hub.close();
  });
});
