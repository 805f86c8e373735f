import { type AnyOrchestration, type HistoryEvent, isEnding, openHub, replayHistory } from "@dacapo/engine";
import { expect, test } from "vitest";
import { temporaryDirectory } from "../support/temporary-directory.js";
import { everywhere, PROGRAMS, readJson } from "./places.js";

/** Programs that end by themselves, with what they must give. */
const ENDING: readonly (readonly [name: string, input: unknown, output: unknown])[] = [
  ["inline", "x", "Hello, x!"],
  ["with-activity", "x", "Hello, x!"],
  ["squares", 6, [0, 1, 4, 9, 16, 25]],
  ["factorial", 8, 40_320],
  ["parent-of-factorial", 6, 720],
  ["twice", 5, [0, 20, 40, 60, 80]],
  ["caught", "oil", { name: "ActivityError", code: "Broken", message: "oil", details: { part: "gear" } }],
  ["sub-throws", "oil", { code: "Broken", message: "oil" }],
  ["retrying", { worksAt: 2, maxAttempts: 3 }, 2],
  ["naps", [9, 1, 5], [1, 5, 9]],
  ["deadline", 5, { code: "Timeout" }],
  ["nested", { depth: 3, end: { name: "inline", input: "x" } }, "Hello, x!"],
];

const definitions = async (): Promise<ReadonlyMap<string, AnyOrchestration>> => {
  const exported = Object.values((await import(PROGRAMS)) as Record<string, AnyOrchestration>);
  return new Map(exported.filter(({ kind }) => kind === "orchestration").map((each) => [each.name, each]));
};

everywhere("replay", (scene) => {
  test("all programs at once, twenty of each: each gives what it gives alone", async () => {
    const runs = ENDING.flatMap(([name, input, output]) =>
      Array.from({ length: 20 }, async () => expect([name, await scene.output(name, input)]).toEqual([name, output])),
    );
    await Promise.all(runs);
  });

  test("every history replays: its code asks for the same things, and ends in the same way", async () => {
    const known = await definitions();
    for (const history of await histories()) {
      const { name } = history[0] as HistoryEvent & { readonly type: "ExecutionStarted" };
      const definition = known.get(name);
      if (definition === undefined) throw new Error(`There is no orchestration ${name} among the programs.`);
      expect([name, replayHistory(definition, history)]).toEqual([
        name,
        expect.objectContaining({ kind: "agrees", stands: "ended" }),
      ]);
    }
  });

  test("histories are whole: numbered from 1 without a gap, never back in time, ended once", async () => {
    for (const history of await histories()) {
      expect(history.map(({ seq }) => seq)).toEqual(history.map((_, index) => index + 1));
      const times = history.map(({ atMs }) => atMs);
      expect(times).toEqual([...times].sort((a, b) => a - b));
      expect(history.filter(isEnding)).toEqual([history.at(-1)]);
    }
  });

  test("code that has changed is told from the code that ran, at the first difference", async () => {
    const known = await definitions();
    const id = await scene.start("factorial", 5);
    await scene.ended(id);
    const history = await scene.history(id);
    const other = known.get("parent-of-factorial");
    if (other === undefined) throw new Error("There is no parent of factorial among the programs.");
    expect(replayHistory(other, history)).toMatchObject({ kind: "differs", event: { type: "ActivityScheduled" } });
  });

  /** Of runs of every program, and of some that fail. */
  async function histories(): Promise<readonly (readonly HistoryEvent[])[]> {
    const failing = [
      ["throwing", "x"],
      ["activity-throws", "x"],
      ["mistaken", null],
    ] as const;
    const all = [...ENDING, ...failing].map(async ([name, input]) => {
      const record = await scene.run(name, input);
      const failed = failing.some(([each]) => each === name);
      expect([name, record.status]).toEqual([name, failed ? "Failed" : "Completed"]);
      return scene.history(record.instanceId);
    });
    return Promise.all(all);
  }
});

test.each([0, 2])("all programs at once with hardly any memory, threads: %i", async (threads) => {
  const directory = temporaryDirectory("scenarios-memory");
  const hub = await openHub({
    dir: directory.path,
    threads,
    modules: [PROGRAMS],
    liveSessionsMax: 1,
    snapshots: { residentMax: 1, logBytesMax: 64 * 1024, idleMs: 20 },
  });
  try {
    const runs = ENDING.flatMap(([name, input, output]) =>
      Array.from({ length: 20 }, async () => {
        const { instanceId } = await hub.client.start({ name }, input);
        const record = await hub.client.wait(instanceId, { timeoutMs: 20_000 });
        expect([name, readJson(record.output)]).toEqual([name, output]);
      }),
    );
    await Promise.all(runs);
  } finally {
    await hub.close();
    directory.remove();
  }
});
