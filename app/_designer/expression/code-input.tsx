"use client";

import {
  autocompletion,
  type CompletionContext,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from "@codemirror/autocomplete";
import { indentWithTab } from "@codemirror/commands";
import { javascript } from "@codemirror/lang-javascript";
import { bracketMatching, indentOnInput, type LanguageSupport } from "@codemirror/language";
import type { Diagnostic as LintDiagnostic } from "@codemirror/lint";
import { EditorView, highlightActiveLine, keymap, lineNumbers, tooltips } from "@codemirror/view";
import type { Diagnostic } from "@dacapo/engine/compiler";
import { useEffect, useMemo, useRef } from "react";
import { codeColors, codeTheme } from "./code-theme";
import { completeMembers } from "./completions";
import { typeOnHover } from "./type-on-hover";
import { useCodeEditor } from "./use-code-editor";
import type { TypesOfText } from "./use-types-of-text";

interface CodeInputProps {
  readonly label: string;
  readonly language: "javascript" | "typescript";
  readonly value: string;
  /** The names that the code reads its inputs by. */
  readonly inputs: readonly string[];
  readonly problems: readonly Diagnostic[];
  /** Who tells the types of what stands in the text, where somebody knows them. */
  readonly types?: TypesOfText;
  readonly onChange: (text: string) => void;
}

/** Code of several lines. Tab indents; Escape and then Tab goes on to the next control. */
export function CodeInput({ label, language, value, inputs, problems, types, onChange }: CodeInputProps) {
  const host = useRef<HTMLDivElement>(null);
  const names = useRef(inputs);
  useEffect(() => {
    names.current = inputs;
  }, [inputs]);
  const diagnostics = useMemo(
    () => problems.flatMap((problem) => lintOf(problem, value.length)),
    [problems, value.length],
  );
  const support = useMemo(() => javascript({ typescript: language === "typescript" }), [language]);
  useCodeEditor(host, {
    value,
    onChange,
    diagnostics,
    extensions: () => [
      support,
      lineNumbers(),
      highlightActiveLine(),
      bracketMatching(),
      closeBrackets(),
      indentOnInput(),
      autocompletion({ icons: false }),
      inputNames(support, () => names.current),
      ...(types === undefined
        ? []
        : [support.language.data.of({ autocomplete: completeMembers(types.members) }), typeOnHover(types.type)]),
      keymap.of([...closeBracketsKeymap, ...completionKeymap, indentWithTab]),
      tooltips({ parent: document.body }),
      EditorView.contentAttributes.of({ "aria-label": label, "aria-multiline": "true", tabindex: "0" }),
      codeColors,
      codeTheme,
    ],
  });
  return <div ref={host} style={{ flex: "1 1 auto", minWidth: 0 }} />;
}

/** Offers the inputs beside what the language itself completes. */
function inputNames(support: LanguageSupport, names: () => readonly string[]) {
  return support.language.data.of({
    autocomplete: (context: CompletionContext) => {
      const word = context.matchBefore(/(?<![.\w$])[\w$]+/);
      if (word === null) return null;
      return { from: word.from, options: names().map((name) => ({ label: name, detail: "input", type: "variable" })) };
    },
  });
}

function lintOf(problem: Diagnostic, length: number): readonly LintDiagnostic[] {
  if (problem.range === undefined || length === 0) return [];
  const { from, to } = problem.range;
  return [{ from, to: Math.max(to, from + 1), severity: problem.severity, message: problem.message }];
}
