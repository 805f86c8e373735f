import { describe, expect, it } from "vitest";
import { EMPTY_CATALOG, indexCatalog } from "../catalog-index";
import type { WorkflowDocument } from "../document";
import { NODE_TYPES } from "../node-types";
import { placeNode } from "../placement";
import { sampleDocument } from "../test-documents";
import { mermaidOf } from "./mermaid";
import { svgOf } from "./svg";
import { fileNameFor, readWorkflowFile, workflowJson, workflowYaml } from "./workflow-file";

const INDEX = indexCatalog(EMPTY_CATALOG);

/** The sample with a node of every type, and texts that no format may stumble over. */
function everything(): WorkflowDocument {
  let document = sampleDocument();
  for (const type of Object.keys(NODE_TYPES)) {
    if (type === "activity" || type === "start") continue;
    const template = { type } as Parameters<typeof placeNode>[1];
    document = placeNode(document, template, { kind: "after", nodeId: "n2" }, INDEX).document;
  }
  const odd = `a "b" <c> & 'd' #e; | {f} [g] (h) \\ \`i\` \u0007 end`;
  const nodes = document.graph.nodes.map((node) =>
    node.type === "note" ? { ...node, config: { text: `${odd}\nsecond line: - yes` } } : node,
  );
  return { ...document, graph: { ...document.graph, name: odd, nodes } };
}

const byId = ({ graph, layout }: WorkflowDocument) => ({
  layout,
  graph: {
    ...graph,
    nodes: graph.nodes.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    edges: graph.edges.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  },
});

describe("a file of a workflow", () => {
  const document = everything();

  it("reads back as what was written, in JSON and in YAML", () => {
    for (const [text, name] of [
      [workflowJson(document), "a.json"],
      [workflowYaml(document), "a.yaml"],
    ] as const) {
      const read = readWorkflowFile(text, name);
      if (!read.ok) throw new Error(`${read.message} ${read.problems.join(" ")}`);
      expect(byId(read.document)).toEqual(byId(document));
    }
  });

  it("may be a graph alone; its boxes are then where the designer puts them", () => {
    const read = readWorkflowFile(JSON.stringify(document.graph), "graph.json");
    expect(read).toMatchObject({ ok: true, document: { layout: {} } });
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
    expect(said('{ "dacapoWorkflow": 2, "graph": {} }')).toContain("newer Dacapo");
    const wrong = {
      dacapoWorkflow: 1,
      graph: { ...document.graph, nodes: [{ id: "n1", type: "sett" }] },
      layout: { n1: 3 },
    };
    expect(said(JSON.stringify(wrong))).toMatch(/nodes\.0.*layout\.n1/s);
  });

  it("has a name that file systems take", () => {
    expect(fileNameFor("Order: check / 2", "json")).toBe("Order-check-2.json");
    expect(fileNameFor("???", "svg")).toBe("workflow.svg");
  });
});

describe("pictures", () => {
  const document = everything();

  it("in Mermaid have every node but notes and frames, and no text that means something there", () => {
    const text = mermaidOf(document.graph, INDEX);
    expect(text.split("\n")[0]).toBe("flowchart LR");
    expect(text.match(/subgraph /g)?.length).toBe(text.match(/^ *end$/gm)?.length);
    for (const line of text.split("\n").filter((each) => each.includes('["'))) {
      const label = /\["(.*)"\]/.exec(line)?.[1] ?? "";
      expect(label.replaceAll("<br/>", "").replaceAll("<small>", "").replaceAll("</small>", "")).not.toMatch(
        /["<>[\]{}|`]/,
      );
    }
    expect(text).toContain("-->");
    expect(text).not.toContain("second line");
  });

  it("in SVG are well formed, and hold every node", () => {
    const text = svgOf(document, INDEX);
    const opened = text.match(/<g[ >]/g)?.length ?? 0;
    expect(opened).toBe(document.graph.nodes.length);
    expect(text.match(/<\/g>/g)?.length).toBe(opened);
    expect(text).not.toContain("\u0007");
    expect(text.replace(/<[^<>]*>/g, "")).not.toMatch(/[<>]/);
    expect(text).not.toContain("NaN");
  });

  it("of a workflow without nodes are pictures all the same", () => {
    const empty = { graph: { ...document.graph, nodes: [], edges: [] }, layout: {} };
    expect(svgOf(empty, INDEX)).toContain("<svg");
    expect(mermaidOf(empty.graph, INDEX)).toBe("flowchart LR\n");
  });
});
