"use client";

import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { type Diagnostic, setDiagnostics } from "@codemirror/lint";
import { Annotation, EditorState, type Extension } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { type RefObject, useEffect, useRef } from "react";

/** Marks a change of the text that came from outside, so that it is not reported back. */
const fromOutside = Annotation.define<true>();

interface CodeEditorOptions {
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly onBlur?: () => void;
  /** What the editor is made of; fixed while it lives. Read changing things through refs. */
  readonly extensions: () => Extension;
  readonly diagnostics: readonly Diagnostic[];
}

/** A CodeMirror editor in a div, controlled by a value. */
export function useCodeEditor(host: RefObject<HTMLDivElement | null>, options: CodeEditorOptions) {
  const view = useRef<EditorView | undefined>(undefined);
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });

  useEffect(() => {
    if (host.current === null) return;
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: latest.current.value,
        extensions: [
          latest.current.extensions(),
          history(),
          keymap.of([...defaultKeymap.filter((binding) => binding.key !== "Mod-Enter"), ...historyKeymap]),
          EditorView.lineWrapping,
          EditorView.updateListener.of((update) => {
            if (update.focusChanged && !update.view.hasFocus) latest.current.onBlur?.();
            if (!update.docChanged || update.transactions.some((change) => change.annotation(fromOutside))) return;
            latest.current.onChange(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    return () => {
      view.current = undefined;
      editor.destroy();
    };
  }, [host]);

  const { value, diagnostics } = options;
  useEffect(() => {
    const editor = view.current;
    if (editor === undefined || editor.state.doc.toString() === value) return;
    editor.dispatch({
      changes: { from: 0, to: editor.state.doc.length, insert: value },
      annotations: fromOutside.of(true),
    });
  }, [value]);

  useEffect(() => {
    const editor = view.current;
    if (editor === undefined) return;
    const length = editor.state.doc.length;
    const within = diagnostics.map((diagnostic) => ({
      ...diagnostic,
      from: Math.min(diagnostic.from, length),
      to: Math.min(diagnostic.to, length),
    }));
    editor.dispatch(setDiagnostics(editor.state, within));
  }, [diagnostics]);

  return view;
}
