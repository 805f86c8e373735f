import type { NodeType } from "@dacapo/engine/compiler";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EMPTY_CATALOG, indexCatalog } from "./catalog-index";
import { clipOf } from "./clipboard";
import { connectNodes } from "./commands/connect-nodes";
import { deleteSelection } from "./commands/delete-selection";
import { disconnect } from "./commands/disconnect";
import { dropNodes } from "./commands/drop-nodes";
import { insertOnEdge } from "./commands/insert-on-edge";
import { nudgeNodes } from "./commands/move-nodes";
import { pasteNodes } from "./commands/paste-nodes";
import { renameNode } from "./commands/rename-node";
import { renameWorkflow } from "./commands/rename-workflow";
import { setInputSchema } from "./commands/set-input-schema";
import { setNotes } from "./commands/set-notes";
import { setParent } from "./commands/set-parent";
import { apply, difference, isEmpty, reverse } from "./diff";
import type { WorkflowDocument } from "./document";
import { EMPTY_HISTORY, record, redo, undo } from "./history";
import { NODE_TYPES } from "./node-types";
import { placeNode } from "./placement";
import { sampleDocument } from "./test-documents";

const NO_CATALOG = indexCatalog(EMPTY_CATALOG);

type Command = (document: WorkflowDocument) => WorkflowDocument;

const pick = <T>(list: readonly T[], index: number): T | undefined => list[index % Math.max(list.length, 1)];
const idAt = (document: WorkflowDocument, index: number) => pick(document.graph.nodes, index)?.id ?? "none";
const edgeAt = (document: WorkflowDocument, index: number) => pick(document.graph.edges, index)?.id ?? "none";
const TYPES = Object.keys(NODE_TYPES).filter((type): type is Exclude<NodeType, "activity"> => type !== "activity");
const anyType = fc.constantFrom(...TYPES);

/** Any command, aimed at whatever the document holds at that moment. */
const anyCommand: fc.Arbitrary<Command> = fc.oneof(
  fc.tuple(anyType, fc.nat(9)).map(
    ([type, at]): Command =>
      (document) =>
        placeNode(document, { type }, { kind: "after", nodeId: idAt(document, at) }, NO_CATALOG).document,
  ),
  fc.tuple(anyType, fc.integer({ min: -200, max: 1400 }), fc.integer({ min: -200, max: 600 })).map(
    ([type, x, y]): Command =>
      (document) =>
        placeNode(document, { type }, { kind: "at", point: { x, y } }, NO_CATALOG).document,
  ),
  fc.tuple(fc.nat(9), fc.nat(9)).map(
    ([a, b]): Command =>
      (document) =>
        connectNodes(document, { from: idAt(document, a), port: "out", to: idAt(document, b) }),
  ),
  fc.nat(9).map(
    (at): Command =>
      (document) =>
        disconnect(document, new Set([edgeAt(document, at)])),
  ),
  fc.tuple(fc.nat(9), fc.nat(9)).map(
    ([a, b]): Command =>
      (document) =>
        deleteSelection(document, { nodeIds: new Set([idAt(document, a)]), edgeIds: new Set([edgeAt(document, b)]) }),
  ),
  fc.tuple(fc.nat(9), fc.integer({ min: -600, max: 1400 }), fc.integer({ min: -200, max: 400 })).map(
    ([at, x, y]): Command =>
      (document) =>
        dropNodes(document, new Map([[idAt(document, at), { x, y }]])),
  ),
  fc.nat(9).map(
    (at): Command =>
      (document) =>
        nudgeNodes(document, new Set([idAt(document, at)]), { x: 8, y: 16 }),
  ),
  fc.tuple(fc.nat(9), fc.nat(9)).map(
    ([a, b]): Command =>
      (document) =>
        insertOnEdge(document, idAt(document, a), edgeAt(document, b), { x: 8, y: 8 }),
  ),
  fc.tuple(fc.nat(9), fc.nat(9)).map(
    ([a, b]): Command =>
      (document) =>
        setParent(document, idAt(document, a), idAt(document, b)),
  ),
  fc.tuple(fc.nat(9), fc.constantFrom("stock", "shelf", "a b", "", "item")).map(
    ([at, name]): Command =>
      (document) =>
        renameNode(document, idAt(document, at), name),
  ),
  fc.constantFrom("One", "Two", " ").map(
    (name): Command =>
      (document) =>
        renameWorkflow(document, name),
  ),
  fc.boolean().map(
    (some): Command =>
      (document) =>
        setInputSchema(document, some ? { type: "object" } : undefined),
  ),
  fc.tuple(fc.nat(9), fc.constantFrom("", "why")).map(
    ([at, notes]): Command =>
      (document) =>
        setNotes(document, idAt(document, at), notes),
  ),
  fc.tuple(fc.nat(9), fc.nat(9)).map(
    ([a, b]): Command =>
      (document) => {
        const clip = clipOf(document, new Set([idAt(document, a), idAt(document, b)]));
        return clip === undefined ? document : pasteNodes(document, clip, { x: 16, y: 16 }, undefined).document;
      },
  ),
);

describe("the difference of two documents", () => {
  it("leads there and back, for every sequence of commands", () => {
    fc.assert(
      fc.property(fc.array(anyCommand, { maxLength: 12 }), (commands) => {
        const before = sampleDocument();
        const after = commands.reduce((document, command) => command(document), before);
        const diff = difference(before, after);
        expect(apply(diff, before)).toEqual(after);
        expect(apply(reverse(diff), apply(diff, before))).toEqual(before);
      }),
      { numRuns: 300 },
    );
  });

  it("of a document with itself is empty", () => {
    const document = sampleDocument();
    expect(isEmpty(difference(document, document))).toBe(true);
  });
});

describe("undo and redo", () => {
  it("walk back to the beginning and forth to the end, whatever was done", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(anyCommand, fc.option(fc.constantFrom("typing", "drag"), { nil: undefined })), {
          maxLength: 12,
        }),
        (steps) => {
          const first = sampleDocument();
          let document = first;
          let history = EMPTY_HISTORY;
          for (const [command, mergeKey] of steps) {
            const after = command(document);
            history = record(history, document, after, "step", mergeKey);
            document = after;
          }
          const last = document;
          for (let moved = undo(history, document); moved !== undefined; moved = undo(history, document))
            ({ history, document } = moved);
          expect(document).toEqual(first);
          for (let moved = redo(history, document); moved !== undefined; moved = redo(history, document))
            ({ history, document } = moved);
          expect(document).toEqual(last);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("take a burst of typing as one step, and a pause as another", () => {
    const first = sampleDocument();
    let history = EMPTY_HISTORY;
    let document = first;
    for (const name of ["s", "sh", "shelf"]) {
      const after = renameNode(document, "n2", name);
      history = record(history, document, after, "Rename", "n2 name");
      document = after;
    }
    expect(history.done).toHaveLength(1);
    expect(undo(history, document)?.document).toEqual(first);
  });

  it("forget a step that was typed and taken back", () => {
    const first = sampleDocument();
    const typed = setNotes(first, "n2", "x");
    const history = record(record(EMPTY_HISTORY, first, typed, "Notes", "k"), typed, first, "Notes", "k");
    expect(history.done).toHaveLength(0);
  });

  it("drop what was undone as soon as something else is done", () => {
    const first = sampleDocument();
    const renamed = renameNode(first, "n2", "shelf");
    const undone = undo(record(EMPTY_HISTORY, first, renamed, "Rename"), renamed);
    const other = renameWorkflow(first, "Other");
    const history = record(undone?.history ?? EMPTY_HISTORY, first, other, "Rename");
    expect(redo(history, other)).toBeUndefined();
  });
});
