import { describe, expect, it } from "vitest";
import { EXAMPLE_INDEX as index, loopStarted, STARTED, scheduled, stateAfter, TURN } from "./example-run";
import { failedCodeLine, failedIteration, failedNodeId } from "./failure-place";

const code = "line one\n  const thumbnail = image.name.first;\n";
const failure = { code: "TypeError", message: "image.name is undefined.", details: { line: 2 } };
const sourceMap = { linesOfNode: {}, nodeOfLine: [null, "n7"] };
const LOOP = [STARTED, TURN, loopStarted([{ name: "a.jpg" }, { name: "b.jpg" }])];

describe("the place of a failure", () => {
  it("of an expression in an iteration is the node of the line, and the item", () => {
    const state = stateAfter([...LOOP, { type: "ExecutionFailed", failure, origin: { node: "images", path: [1] } }]);
    expect(failedNodeId({ index, state, sourceMap })).toBe("n7");
    expect(failedIteration(state)).toBe("1 · b.jpg");
    expect(failedCodeLine({ index, state, code })).toEqual({ line: 2, text: "const thumbnail = image.name.first;" });
  });

  it("of an activity in an iteration is the node that asked for it; a line in its details is not a line of ours", () => {
    const origin = { node: "thumbnail", path: [0] };
    const state = stateAfter([
      ...LOOP,
      scheduled(1, "thumbnail", [0]),
      { type: "ActivityFailed", taskId: 1, attempt: 1, failure },
      { type: "ExecutionFailed", failure, origin },
    ]);
    expect(failedNodeId({ index, state, sourceMap: { linesOfNode: {}, nodeOfLine: [null, "n3"] } })).toBe("n7");
    expect(failedIteration(state)).toBe("0 · a.jpg");
    expect(failedCodeLine({ index, state, code })).toBeUndefined();
  });

  it("is unknown when nothing failed", () => {
    const state = stateAfter(LOOP);
    expect([failedNodeId({ index, state }), failedIteration(state), failedCodeLine({ index, state, code })]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
