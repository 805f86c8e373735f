import type { Diagnostic } from "@dacapo/engine/compiler";
import { expect, test } from "vitest";
import { draftKey, NO_DRAFTS, WORKFLOW, withDraft, withDraftProblems, withoutDrafts } from "./drafts";
import { sampleDocument } from "./test-documents";

const { graph } = sampleDocument();

test("text that is no value is an error of its node and setting", () => {
  const drafts = withDraft(NO_DRAFTS, "n4", "config.maxConcurrency", "-3", "It is between 1 and 10000.");
  expect(withDraftProblems([], drafts, graph)).toEqual([
    {
      severity: "error",
      code: "setting-invalid",
      nodeId: "n4",
      field: "config.maxConcurrency",
      message: "It is between 1 and 10000.",
    },
  ]);
});

test("text that is only written another way is no problem", () => {
  const drafts = withDraft(NO_DRAFTS, "n4", "config.maxConcurrency", "1e2", undefined);
  const known: readonly Diagnostic[] = [];
  expect(withDraftProblems(known, drafts, graph)).toBe(known);
});

test("it takes the place of what is said of the value under it, and of nothing else", () => {
  const missing: Diagnostic = {
    severity: "error",
    code: "setting-missing",
    nodeId: "n2",
    field: "config.url",
    message: "",
  };
  const other: Diagnostic = { ...missing, field: "config.method" };
  const drafts = withDraft(NO_DRAFTS, "n2", "config.url", "{", "This is not JSON yet.");
  expect(withDraftProblems([missing, other], drafts, graph).map(({ code, field }) => [code, field])).toEqual([
    ["setting-missing", "config.method"],
    ["setting-invalid", "config.url"],
  ]);
});

test("what was typed into a node that is gone is forgotten; into the workflow's settings, it is not", () => {
  const gone = withDraft(NO_DRAFTS, "n99", "config.url", "{", "This is not JSON yet.");
  const both = withDraft(gone, WORKFLOW, "workflow name", "", "A workflow needs a name.");
  const [problem, ...others] = withDraftProblems([], both, graph);
  expect(others).toEqual([]);
  expect(problem).toMatchObject({ field: "workflow name", message: "A workflow needs a name." });
  expect(problem).not.toHaveProperty("nodeId");
});

test("a list that lost an entry forgets what was typed by place, and only that", () => {
  let drafts = withDraft(NO_DRAFTS, "n5", "config.fields.1.value", "{", "no");
  drafts = withDraft(drafts, "n5", "timeoutMs", "x", "no");
  drafts = withDraft(drafts, "n2", "config.fields.1.value", "{", "no");
  expect([...withoutDrafts(drafts, "n5", "config.fields").keys()]).toEqual([
    draftKey("n5", "timeoutMs"),
    draftKey("n2", "config.fields.1.value"),
  ]);
  expect(withoutDrafts(drafts, "n1", "config")).toBe(drafts);
});
