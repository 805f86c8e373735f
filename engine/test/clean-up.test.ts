import { cpSync } from "node:fs";
import path from "node:path";
import {
  defineActivity,
  type HistoryEvent,
  type Hub,
  instanceId,
  openHub,
  openHubInMemory,
  orchestration,
  replayHistory,
} from "@dacapo/engine";
import { describeEvent, stateAt } from "@dacapo/engine/timeline";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import * as z from "zod";
import { type TemporaryDirectory, temporaryDirectory } from "./support/temporary-directory.js";

const RESOURCE = `export default orchestration("resource", function* (ctx, { name, fails }) {
  try {
    yield* ctx.call("make", { name });
    yield* ctx.call("use", { name });
    return "used";
  } finally {
    yield* ctx.call("remove", { name, fails: fails === true });
  }
});
`;

const parentOf = (version: string) => `export default orchestration("parent", function* (ctx) {
  try {
    yield* ctx.callSub("resource", { name: "child" }, { version: "${version}", instanceId: "child" });
  } finally {
    yield* ctx.call("remove", { name: "parent", fails: false });
  }
});
`;

const latest = (history: readonly HistoryEvent[]) => stateAt(history, history.length);
const it = instanceId("it");
const child = instanceId("child");
const REASON = "Nobody needs it.";

/** Where the engine runs must make no difference to anybody. */
describe.each([0, 2])("a run that is terminated with clean-up, with threads: %i", (threads) => {
  let directory: TemporaryDirectory;
  let dir: string;
  let hub: Hub;
  let version: string;
  /** What was made and not removed. */
  const there = new Set<string>();
  const removals: string[] = [];
  /** Removing waits for it. */
  let gate: Promise<void>;
  let openGate: () => void;
  const closeGate = () => {
    gate = new Promise((resolve) => {
      openGate = resolve;
    });
  };

  const named = z.object({ name: z.string() });
  const about = { title: "Resource", description: "Something that must not stay.", icon: "box" } as const;
  const activities = [
    defineActivity({
      ...{ name: "make", ...about, effects: "idempotent", input: named, output: z.null() },
      run: ({ name }) => {
        there.add(name);
        return null;
      },
    }),
    defineActivity({
      ...{ name: "use", ...about, effects: "external", input: named, output: z.null() },
      run: (_, { signal }) =>
        new Promise<null>((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("aborted")))),
    }),
    defineActivity({
      ...{ name: "remove", ...about, effects: "external", output: z.null() },
      input: z.object({ name: z.string(), fails: z.boolean() }),
      run: async ({ name, fails }) => {
        removals.push(name);
        await gate;
        if (fails) throw Object.assign(new Error("It is in use."), { code: "InUse", nonRetriable: true });
        there.delete(name);
        return null;
      },
    }),
  ];
  const open = async (place: string) => {
    dir = place;
    return openHub({ dir, threads, activities });
  };
  /** Goes on with what the disk has at this moment, as after the end of the process without a word. */
  const kill = async () => {
    const copy = path.join(directory.path, `copy ${removals.length} ${Math.random()}`);
    cpSync(dir, copy, { recursive: true });
    await hub.close();
    hub = await open(copy);
  };
  const begin = async (input: { readonly name?: string; readonly fails?: boolean } = {}) => {
    await hub.client.start({ version: version as never }, { name: "thing", ...input }, { instanceId: "it" });
    await isUsed(it);
  };
  const isUsed = (id: typeof it) => vi.waitFor(async () => expect(await typesOf(id)).toContain("ActivityCompleted"));
  const typesOf = async (id = it) => (await hub.client.history(id)).map(({ type }) => type);
  const ended = (id = it) => hub.client.wait(id, { timeoutMs: 10_000 });
  const cancel = (id = it) => hub.client.terminate(id, REASON, { cleanUp: true });

  beforeEach(async () => {
    directory = temporaryDirectory("clean-up");
    there.clear();
    removals.length = 0;
    closeGate();
    openGate();
    hub = await open(path.join(directory.path, "data"));
    version = (await hub.client.publish(RESOURCE)).version;
  });
  afterEach(async () => {
    openGate();
    await hub.close();
    directory.remove();
  });

  test("removes what it had made, and says in its status why while it does", async () => {
    await begin();
    closeGate();
    expect(await cancel()).toEqual({ terminated: true });
    await vi.waitFor(() => expect(removals).toEqual(["thing"]));
    expect(await hub.client.status(it)).toMatchObject({ status: "Running", cancelReason: REASON });
    expect([...there]).toEqual(["thing"]);
    openGate();
    expect(await ended()).toMatchObject({ status: "Terminated", cancelReason: REASON, failure: undefined });
    expect([...there]).toEqual([]);
    expect(await cancel()).toEqual({ terminated: false });
    const history = await hub.client.history(it);
    expect(latest(history)).toMatchObject({ status: "Terminated", reason: REASON, cancelReason: REASON });
    const said = history.map((event) => describeEvent(event, latest(history)).sentence);
    expect(said).toContain(`The run was asked to end, and cleans up: ${REASON}`);
    expect(said.at(-1)).toBe(`The run has cleaned up and was cancelled: ${REASON}`);
  });

  test("does so when the process ends in the middle of the clean-up", async () => {
    await begin();
    closeGate();
    await cancel();
    await vi.waitFor(async () => expect((await typesOf()).at(-1)).toBe("ActivityStarted"));
    await kill();
    await vi.waitFor(() => expect(removals).toEqual(["thing", "thing"]));
    expect(await hub.client.status(it)).toMatchObject({ status: "Running", cancelReason: REASON });
    openGate();
    expect((await ended()).status).toBe("Terminated");
    expect([...there]).toEqual([]);
    expect((await typesOf()).filter((type) => type === "ExecutionCancelRequested")).toHaveLength(1);
  });

  test("does so from a snapshot", async () => {
    await begin();
    closeGate();
    await cancel();
    await vi.waitFor(() => expect(removals).toHaveLength(1));
    await hub.snapshot();
    await kill();
    openGate();
    expect(await ended()).toMatchObject({ status: "Terminated", cancelReason: REASON });
    expect([...there]).toEqual([]);
  });

  test("is ended where it stands by a termination without one", async () => {
    await begin();
    closeGate();
    await cancel();
    await vi.waitFor(() => expect(removals).toHaveLength(1));
    expect(await cancel()).toEqual({ terminated: true });
    expect((await hub.client.status(it))?.status).toBe("Running");
    await hub.client.terminate(it, "At once.");
    expect((await ended()).status).toBe("Terminated");
    expect((await hub.client.history(it)).at(-1)).toMatchObject({ type: "ExecutionTerminated", reason: "At once." });
    expect([...there]).toEqual(["thing"]);
  });

  test("says what its clean-up failed of", async () => {
    await begin({ fails: true });
    await cancel();
    expect(await ended()).toMatchObject({
      status: "Terminated",
      failure: { code: "InUse", message: "It is in use." },
      failedNode: "remove",
    });
    const history = await hub.client.history(it);
    const last = history.at(-1) as HistoryEvent;
    expect(describeEvent(last, latest(history)).sentence).toBe(
      `The run was cancelled: ${REASON} Its clean-up failed at remove: It is in use.`,
    );
    expect(latest(history)).toMatchObject({ failure: { code: "InUse" }, failedAt: { node: "remove" } });
  });

  test("goes on for it when it was suspended", async () => {
    await begin();
    await hub.client.suspend(it, "maintenance");
    await cancel();
    expect((await ended()).status).toBe("Terminated");
    expect([...there]).toEqual([]);
    expect(latest(await hub.client.history(it)).status).toBe("Terminated");
  });

  test("has those that it had called clean up as well, and does not wait for them", async () => {
    const parent = (await hub.client.publish(parentOf(version))).version;
    await hub.client.start({ version: parent }, null, { instanceId: "it" });
    await vi.waitFor(async () => expect(await hub.client.status(child)).toBeDefined());
    await isUsed(child);
    there.add("parent");
    closeGate();
    await cancel();
    await vi.waitFor(() => expect([...removals].sort()).toEqual(["child", "parent"]));
    expect(await hub.client.status(child)).toMatchObject({
      status: "Running",
      cancelReason: `Instance "it", which started it, does not wait for it any more. It is cancelled: ${REASON}`,
    });
    openGate();
    expect([(await ended()).status, (await ended(child)).status]).toEqual(["Terminated", "Terminated"]);
    expect([...there]).toEqual([]);
  });

  test("ends at once when its code has not begun", async () => {
    await hub.client.start({ version: version as never }, { name: "thing" }, { instanceId: "it", startAtMs: 8e15 });
    expect(await cancel()).toEqual({ terminated: true });
    expect((await ended()).status).toBe("Terminated");
    expect(await typesOf()).toEqual(["ExecutionStarted", "ExecutionTerminated"]);
  });
});

test("what functions did in a clean-up agrees with a replay of it, and is a history for tests", async () => {
  const careful = orchestration("careful", function* (ctx) {
    const seen: string[] = [];
    try {
      yield* ctx.forEach([1, 2, 3], { maxConcurrency: 2 }, function* (inner, item) {
        try {
          yield* inner.waitForEvent(`never ${item}`);
        } finally {
          yield* inner.sleep(item);
          seen.push(`${item} ${inner.cancelReason}`);
        }
      });
    } finally {
      ctx.setCustomStatus(seen);
    }
  });
  const hub = await openHubInMemory({ orchestrations: [careful] });
  try {
    await hub.client.start("careful", null, { instanceId: "it" });
    await hub.client.waitForStart(it);
    await hub.client.terminate(it, "enough", { cleanUp: true });
    const { status, customStatus } = await hub.client.wait(it, { timeoutMs: 10_000 });
    expect([status, customStatus]).toEqual(["Terminated", '["1 enough","2 enough"]']);
    expect(replayHistory(careful, await hub.client.history(it))).toMatchObject({ kind: "agrees", stands: "ended" });
  } finally {
    await hub.close();
  }
});
