import { expect, test } from "vitest";
import { executionId, instanceId, type JsonText, partitionId, taskId } from "../model/index.js";
import { newInstance } from "../partition/new-instance.js";
import { emptyState } from "../partition/state.js";
import type { Clock } from "./clock.js";
import { Definitions } from "./definitions.js";
import { EpisodeRunner } from "./episode-runner.js";
import { createOrchestratorRunner } from "./realm/orchestrator-runner.js";

const OPENED_MS = 1_000;
const clock: Clock = { nowMs: () => OPENED_MS, callAt: () => () => {} };
const parent = { instanceId: instanceId("above"), executionId: executionId("e1"), taskId: taskId(1) };

function episodeOf(beginning: { readonly isChild: boolean; readonly createdAtMs: number }) {
  const state = emptyState(partitionId(0));
  const child = {
    instanceId: instanceId("a"),
    executionId: executionId("e2"),
    name: "unheard of",
    input: "null" as JsonText,
    tags: {},
    ...(beginning.isChild && { parent }),
  };
  newInstance(state, child, beginning.createdAtMs);
  const runner = new EpisodeRunner(createOrchestratorRunner(), new Definitions([]), clock);
  return runner.run(state, instanceId("a"), OPENED_MS);
}

test("a child of this opening that nobody knows fails; its parent is told", () => {
  expect(episodeOf({ isChild: true, createdAtMs: OPENED_MS })).toMatchObject({
    kind: "ended",
    event: { outcome: { kind: "failed", failure: { code: "UnknownOrchestration" } } },
  });
});

test.each([
  ["a child from before this opening", { isChild: true, createdAtMs: OPENED_MS - 1 }],
  ["what a client started", { isChild: false, createdAtMs: OPENED_MS }],
])("%s waits for a hub that knows it", (_, beginning) => {
  expect(episodeOf(beginning)).toEqual({ kind: "unknown", name: "unheard of" });
});
