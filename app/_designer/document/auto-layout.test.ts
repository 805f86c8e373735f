import { describe, expect, it } from "vitest";
import { type ElkBox, fromElk, toElk } from "./auto-layout";
import { sampleDocument } from "./test-documents";

describe("auto-layout", () => {
  it("gives elk containers with their bodies, and edges between ports", () => {
    const elk = toElk(sampleDocument());
    expect(elk.children?.map((box) => box.id)).toEqual(["n1", "n2", "n3", "n4", "n6"]);
    expect(elk.children?.find((box) => box.id === "n4")?.children?.map((box) => box.id)).toEqual(["n5"]);
    expect(elk.edges).toContainEqual({ id: "e4", sources: ["n3:false"], targets: ["n6:in"] });
    expect(elk.edges).toContainEqual({ id: "e3", sources: ["n3:true"], targets: ["n4"] });
  });

  it("puts what elk answers on the grid and keeps the drawing's corner", () => {
    const document = sampleDocument();
    const answer: ElkBox = {
      id: "root",
      children: [
        { id: "n1", x: 12, y: 12 },
        { id: "n4", x: 131, y: 15, width: 301, height: 203, children: [{ id: "n5", x: 41, y: 63 }] },
      ],
    };
    const layout = fromElk(document, answer);
    expect(layout.n1).toEqual({ x: 96, y: 80 });
    expect(layout.n4).toEqual({ x: 216, y: 80, width: 304, height: 208 });
    expect(layout.n5).toEqual({ x: 40, y: 64 });
  });
});
