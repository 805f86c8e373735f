import {
  defineActivity,
  defineEntity,
  type Failure,
  type Hub,
  instanceId,
  openHub,
  orchestration,
} from "@dacapo/engine";
import { afterEach, expect, test } from "vitest";
import * as z from "zod";
import { type TemporaryDirectory, temporaryDirectory } from "./support/temporary-directory.js";

class OutOfStock extends Error {
  readonly details = { article: 7 };
}
let attempts = 0;
const pick = defineActivity({
  name: "pick",
  title: "Pick",
  description: "Fails.",
  icon: "box",
  effects: "idempotent",
  input: z.unknown(),
  output: z.unknown(),
  run: () => {
    attempts += 1;
    throw Object.assign(new OutOfStock("nothing left", { cause: new RangeError("shelf 7 is empty") }), {
      code: "OutOfStock",
      nonRetriable: true,
    });
  },
});
const shelf = defineEntity({
  name: "shelf",
  initialState: () => null,
  operations: {
    take: () => {
      throw Object.assign(new OutOfStock("nothing left", { cause: new RangeError("shelf 7 is empty") }), {
        code: "OutOfStock",
        nonRetriable: true,
      });
    },
  },
});
const failureOf = (error: unknown): Failure => (error as { readonly failure: Failure }).failure;
const inner = orchestration<string>("inner", function* (ctx, what) {
  if (what === "entity") return yield* ctx.callEntity("@shelf@one", "take");
  return yield* ctx.call("pick", null, { node: "picking", retry: { maxAttempts: 5, firstDelayMs: 1 } });
});
const middle = orchestration<string>("middle", function* (ctx, what) {
  return yield* ctx.callSub("inner", what, { instanceId: `${ctx.instanceId}-inner` });
});
const outer = orchestration<string>("outer", function* (ctx, what) {
  try {
    return yield* ctx.callSub("middle", what, { node: "call", instanceId: `${ctx.instanceId}-middle` });
  } catch (error) {
    const { name, origin, taskId } = error as { name: string; origin: unknown; taskId: number };
    return { name, origin, taskId, failure: failureOf(error) };
  }
});

const hubs: Hub[] = [];
const directories: TemporaryDirectory[] = [];
afterEach(async () => {
  for (const hub of hubs.splice(0)) await hub.close();
  for (const directory of directories.splice(0)) directory.remove();
});
const open = async () => {
  const directory = temporaryDirectory("failures");
  directories.push(directory);
  const hub = await openHub({
    dir: directory.path,
    activities: [pick],
    entities: [shelf],
    orchestrations: [inner, middle, outer],
    threads: 0,
  });
  hubs.push(hub);
  return hub;
};

test.each(["activity", "entity"])("what an %s threw comes up through two orchestrations as it was", async (what) => {
  attempts = 0;
  const hub = await open();
  await hub.client.start({ name: "outer" }, what, { instanceId: "o" });
  const record = await hub.client.wait(instanceId("o"), { timeoutMs: 10_000 });
  const said = JSON.parse(record.output ?? "null");
  expect(said).toMatchObject({
    name: "SubOrchestrationError",
    origin: { node: "call", path: [] },
    taskId: 1,
    failure: {
      code: "OutOfStock",
      message: "nothing left",
      details: { article: 7 },
      cause: { type: "RangeError", message: "shelf 7 is empty" },
      nonRetriable: true,
    },
  });
  expect(said.failure.stack).toContain("failures.test");
  const below = await hub.client.status(instanceId("o-middle-inner"));
  expect(below?.failure).toEqual(said.failure);
  if (what === "activity") {
    expect(below?.failedNode).toBe("picking");
    expect(attempts).toBe(1);
  }
});
