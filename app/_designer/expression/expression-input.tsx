"use client";

import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { javascript } from "@codemirror/lang-javascript";
import { bracketMatching } from "@codemirror/language";
import type { Diagnostic as LintDiagnostic } from "@codemirror/lint";
import { EditorView, keymap, placeholder as placeholderText, tooltips } from "@codemirror/view";
import type { Diagnostic } from "@dacapo/engine/compiler";
import { useEffect, useMemo, useRef } from "react";
import type { KnownName } from "../document/known-names";
import { codeColors, settingTheme } from "./code-theme";
import { type AskMembers, completeNames } from "./completions";
import { typeOnHover } from "./type-on-hover";
import { useCodeEditor } from "./use-code-editor";
import type { TypesOfText } from "./use-types-of-text";

export interface ExpressionInputProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly known: readonly KnownName[];
  readonly problems: readonly Diagnostic[];
  readonly placeholder?: string | undefined;
  /** Who tells the types of what stands in the text, where somebody knows them. */
  readonly types?: TypesOfText;
}

/** A JavaScript expression, with the names that it may read, and its problems where they are. */
export function ExpressionInput(props: ExpressionInputProps) {
  const { label, value, onChange, known, problems, placeholder, types } = props;
  const host = useRef<HTMLDivElement>(null);
  const names = useRef(known);
  useEffect(() => {
    names.current = known;
  }, [known]);
  const diagnostics = useMemo(
    () => problems.flatMap((problem) => lintOf(problem, value.length)),
    [problems, value.length],
  );
  useCodeEditor(host, {
    value,
    onChange,
    diagnostics,
    extensions: () => [
      javascript(),
      bracketMatching(),
      closeBrackets(),
      autocompletion({
        override: [completeNames(() => names.current, types?.members ?? nobodyKnows)],
        icons: false,
      }),
      ...(types === undefined ? [] : [typeOnHover(types.type)]),
      keymap.of([...closeBracketsKeymap, ...completionKeymap]),
      tooltips({ parent: document.body }),
      EditorView.contentAttributes.of({ "aria-label": label, "aria-multiline": "false", tabindex: "0" }),
      placeholderText(placeholder ?? ""),
      codeColors,
      settingTheme,
    ],
  });
  return <div ref={host} style={{ flex: "1 1 auto", minWidth: 0 }} />;
}

const nobodyKnows: AskMembers = async () => [];

function lintOf(problem: Diagnostic, length: number): readonly LintDiagnostic[] {
  if (problem.range === undefined || length === 0) return [];
  const { from, to } = problem.range;
  return [{ from, to: Math.max(to, from + 1), severity: problem.severity, message: problem.message }];
}
