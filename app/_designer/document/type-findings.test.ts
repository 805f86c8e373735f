import type { Diagnostic, Graph } from "@dacapo/engine/compiler";
import { expect, test } from "vitest";
import { whyNotRun } from "./problems";
import { sampleDocument } from "./test-documents";
import { expressionText, typeFit, withTypeFindings } from "./type-findings";

const { graph } = sampleDocument();
const field = "config.condition";
const finding: Diagnostic = {
  severity: "error",
  code: "type-mismatch",
  nodeId: "n3",
  field,
  range: { from: 11, to: 16 },
  message: "The types do not fit: there is no count.",
};
const withCondition = (condition: string): Graph => ({
  ...graph,
  nodes: graph.nodes.map((node) =>
    node.id === "n3" && node.type === "if" ? { ...node, config: { condition } } : node,
  ),
});

test("what was found of types is a problem that keeps no run from beginning", () => {
  const all = withTypeFindings([], { graph, diagnostics: [finding] }, graph);
  expect(all).toEqual([finding]);
  expect(whyNotRun(all)).toBeUndefined();
  expect(whyNotRun([...all, { severity: "error", code: "no-start", message: "There is no start." }])).toMatch(
    /^1 problem/,
  );
});

test("it goes as soon as its text is another one, and stays while others change", () => {
  const findings = { graph, diagnostics: [finding] };
  expect(withTypeFindings([], findings, withCondition("stock.body.cou"))).toEqual([]);
  expect(withTypeFindings([], findings, { ...graph, nodes: graph.nodes.filter(({ id }) => id !== "n3") })).toEqual([]);
  const renamed = { ...graph, nodes: graph.nodes.map((node) => ({ ...node, notes: "n" })) };
  expect(withTypeFindings([], findings, renamed)).toEqual([finding]);
});

test("a setting that has a problem is not told of twice", () => {
  const unknown: Diagnostic = {
    severity: "error",
    code: "name-unknown",
    nodeId: "n3",
    field,
    message: "No such name.",
  };
  expect(withTypeFindings([unknown], { graph, diagnostics: [finding] }, graph)).toEqual([unknown]);
});

test("the text of an expression is read by its field", () => {
  expect(expressionText(graph, "n3", field)).toBe("stock.body.count > 3");
  expect(expressionText(graph, "n3", "config.value")).toBeUndefined();
  expect(expressionText(graph, "none", field)).toBeUndefined();
});

test("code has a text, and what was found in it goes when that is another one", () => {
  const withCode = (source: string): Graph => ({
    ...graph,
    nodes: [
      ...graph.nodes,
      { id: "code", name: "code", type: "code", config: { language: "typescript", source, inputs: [] } },
    ],
  });
  const found: Diagnostic = { ...finding, nodeId: "code", field: "config.source" };
  const findings = { graph: withCode("return 1.x"), diagnostics: [found] };
  expect(expressionText(withCode("return 1"), "code", "config.source")).toBe("return 1");
  expect(withTypeFindings([], findings, withCode("return 1.x"))).toEqual([found]);
  expect(withTypeFindings([], findings, withCode("return 1"))).toEqual([]);
});

test("whether a setting's type fits is decided by problems of types alone", () => {
  const hint: Diagnostic = { ...finding, severity: "warning", code: "type-unlike-last-run" };
  expect(typeFit([])).toBe("fits");
  expect(typeFit([{ ...finding, code: "name-unknown" }])).toBe("fits");
  expect(typeFit([hint])).toBe("warning");
  expect(typeFit([hint, finding])).toBe("error");
  expect(whyNotRun([hint])).toBeUndefined();
});
