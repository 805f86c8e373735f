"use client";

import { javascript } from "@codemirror/lang-javascript";
import { EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, lineNumbers, WidgetType } from "@codemirror/view";
import type { SourceMap } from "@dacapo/engine/compiler";
import { useEffect, useRef } from "react";
import { codeColors } from "../expression/code-theme";
import classes from "./bottom.module.css";

interface CodeViewProps {
  readonly code: string;
  readonly sourceMap: SourceMap;
  readonly selectedNodeIds: ReadonlySet<string>;
  /** The name of the selected node, when it is one: it stands beside its first line. */
  readonly selectedName?: string | undefined;
  readonly onChooseNode: (nodeId: string) => void;
  /** The graph has errors: this is the code of a moment when it had none. */
  readonly isStale: boolean;
}

interface Shown {
  readonly lines: readonly number[];
  readonly name: string | undefined;
}

const showLines = StateEffect.define<Shown>();

/** The name of the node that the marked lines belong to. */
class NameTag extends WidgetType {
  constructor(readonly name: string) {
    super();
  }
  override eq(other: NameTag): boolean {
    return other.name === this.name;
  }
  override toDOM(): HTMLElement {
    const tag = document.createElement("span");
    tag.className = classes.nameTag ?? "";
    tag.textContent = this.name;
    tag.setAttribute("aria-hidden", "true");
    return tag;
  }
}

/** The lines of the selected nodes, marked in the accent. */
const markedLines = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    for (const effect of transaction.effects) {
      if (!effect.is(showLines)) continue;
      const { doc } = transaction.state;
      const within = effect.value.lines.filter((line) => line >= 1 && line <= doc.lines);
      const marks = within.map((line) =>
        Decoration.line({ class: classes.markedLine ?? "" }).range(doc.line(line).from),
      );
      const [first] = within;
      const { name } = effect.value;
      if (first === undefined || name === undefined) return Decoration.set(marks);
      const tag = Decoration.widget({ widget: new NameTag(name), side: 1 }).range(doc.line(first).to);
      return Decoration.set([...marks, tag], true);
    }
    return marks.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

const theme = EditorView.theme({
  "&": { height: "100%", backgroundColor: "var(--dc-code-bg)" },
  ".cm-scroller": { overflow: "auto" },
  ".cm-content": { padding: "4px 0" },
  ".cm-line": { padding: "0 12px 0 4px", cursor: "pointer" },
  // Opaque: long lines go under the numbers when they are scrolled sideways.
  ".cm-gutters": { backgroundColor: "var(--dc-code-bg)", border: "0", color: "var(--dc-text-3)" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "40px", padding: "0 12px 0 0" },
});

/** The orchestrator that the graph compiles to. A line leads to its node, a node to its lines. */
export function CodeView(props: CodeViewProps) {
  const { code, sourceMap, selectedNodeIds, selectedName, onChooseNode, isStale } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | undefined>(undefined);
  const latest = useRef({ sourceMap, onChooseNode });
  useEffect(() => {
    latest.current = { sourceMap, onChooseNode };
  });

  useEffect(() => {
    if (host.current === null) return;
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        extensions: [
          lineNumbers(),
          javascript({ typescript: true }),
          EditorState.readOnly.of(true),
          EditorView.contentAttributes.of({
            "aria-label": "Compiled orchestrator, read only",
            "aria-readonly": "true",
            tabindex: "0",
          }),
          markedLines,
          codeColors,
          theme,
          EditorView.domEventHandlers({
            click: (event, editorView) => {
              const position = editorView.posAtCoords({ x: event.clientX, y: event.clientY });
              if (position === null || !editorView.state.selection.main.empty) return;
              const line = editorView.state.doc.lineAt(position).number;
              const nodeId = latest.current.sourceMap.nodeOfLine[line - 1];
              if (nodeId !== null && nodeId !== undefined) latest.current.onChooseNode(nodeId);
            },
          }),
        ],
      }),
    });
    view.current = editor;
    return () => {
      view.current = undefined;
      editor.destroy();
    };
  }, []);

  useEffect(() => {
    const editor = view.current;
    if (editor === undefined) return;
    if (editor.state.doc.toString() !== code)
      editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: code } });
    const lines = linesOf(sourceMap, selectedNodeIds);
    editor.dispatch({ effects: showLines.of({ lines, name: selectedName }) });
    const [first] = lines;
    if (first === undefined || first > editor.state.doc.lines || editor.hasFocus) return;
    editor.dispatch({
      effects: EditorView.scrollIntoView(editor.state.doc.line(first).from, { y: "nearest", yMargin: 40 }),
    });
  }, [code, sourceMap, selectedNodeIds, selectedName]);

  return <div ref={host} className={classes.code} data-stale={isStale} />;
}

function linesOf(sourceMap: SourceMap, nodeIds: ReadonlySet<string>): readonly number[] {
  const lines = new Set<number>();
  for (const nodeId of nodeIds) {
    for (const { from, to } of sourceMap.linesOfNode[nodeId] ?? [])
      for (let line = from; line <= to; line++) lines.add(line);
  }
  return [...lines].sort((a, b) => a - b);
}
