import { jsonFile, yamlFile } from "@dacapo/engine/compiler";
import { describe, expect, it } from "vitest";
import { sampleDocument } from "./test-documents";
import { fileNameFor, readWorkflowFile } from "./workflow-file";

describe("a file of a workflow", () => {
  const document = sampleDocument();

  it("that was exported is opened as it was, JSON and YAML", () => {
    expect(readWorkflowFile(jsonFile(document), "a.json")).toEqual({ ok: true, document });
    expect(readWorkflowFile(yamlFile(document), "a.yaml")).toEqual({ ok: true, document });
  });

  it("may be a graph alone; its boxes are then where the designer puts them", () => {
    const read = readWorkflowFile(JSON.stringify(document.graph), "graph.json");
    expect(read).toEqual({ ok: true, document: { graph: document.graph, layout: {} } });
  });

  it("that is none is refused with what is wrong and where", () => {
    const said = (text: string, name = "x.json") => {
      const read = readWorkflowFile(text, name);
      return read.ok ? "" : `${read.message} ${read.problems.join(" ")}`;
    };
    expect(said("{")).toContain("x.json cannot be read");
    expect(said("a: [", "x.yaml")).toContain("x.yaml cannot be read");
    expect(said("a: *b", "x.yml")).toContain("x.yml cannot be read");
    expect(said("[]")).toContain("not an object");
    expect(said("{}")).toContain('neither a "graph" nor "nodes"');
    const wrong = { graph: { ...document.graph, nodes: [{ id: "n1", type: "sett" }] }, layout: { n1: 3 } };
    expect(said(JSON.stringify(wrong))).toMatch(/nodes\.0.*layout\.n1/s);
  });

  it("has a name that file systems take", () => {
    expect(fileNameFor("Order: check / 2", "json")).toBe("Order-check-2.json");
    expect(fileNameFor("???", "svg")).toBe("workflow.svg");
  });
});
