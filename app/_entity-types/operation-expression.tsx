"use client";

import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { javascript } from "@codemirror/lang-javascript";
import { bracketMatching } from "@codemirror/language";
import { EditorView, keymap, placeholder as placeholderText, tooltips } from "@codemirror/view";
import type { Diagnostic } from "@dacapo/engine/compiler";
import { useEffect, useMemo, useRef } from "react";
import type { KnownName } from "../_designer/document/known-names";
import { codeColors, settingTheme } from "../_designer/expression/code-theme";
import { completeNames } from "../_designer/expression/completions";
import { useCodeEditor } from "../_designer/expression/use-code-editor";
import { Field } from "../_designer/inspector/field";
import controls from "../_designer/inspector/inspector.module.css";

interface OperationExpressionProps {
  readonly field: string;
  readonly label: string;
  readonly hint: string;
  readonly placeholder: string;
  readonly value: string;
  /** What it may read, with as much of its shape as schemas say. */
  readonly known: readonly KnownName[];
  readonly problems: readonly Diagnostic[];
  readonly onChange: (text: string) => void;
}

/** An expression of an operation, with what it may read and its problems where they are. */
export function OperationExpression(props: OperationExpressionProps) {
  const { field, label, hint, placeholder, value, known, problems, onChange } = props;
  const host = useRef<HTMLDivElement>(null);
  const names = useRef(known);
  useEffect(() => {
    names.current = known;
  }, [known]);
  const diagnostics = useMemo(
    () =>
      problems.flatMap(({ range, severity, message }) =>
        range === undefined || value === "" ? [] : [{ ...range, severity, message }],
      ),
    [problems, value],
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
        override: [
          completeNames(
            () => names.current,
            async () => [],
          ),
        ],
        icons: false,
      }),
      keymap.of([...closeBracketsKeymap, ...completionKeymap]),
      tooltips({ parent: document.body }),
      EditorView.contentAttributes.of({ "aria-label": label, "aria-multiline": "false", tabindex: "0" }),
      placeholderText(placeholder),
      codeColors,
      settingTheme,
    ],
  });
  return (
    <Field field={field} label={label} hint={hint} problems={problems}>
      <div className={controls.control} data-code data-invalid={problems.some(({ severity }) => severity === "error")}>
        <span className={controls.mode} data-mode="expression" aria-hidden>
          fx
        </span>
        <div ref={host} style={{ flex: "1 1 auto", minWidth: 0 }} />
      </div>
    </Field>
  );
}
