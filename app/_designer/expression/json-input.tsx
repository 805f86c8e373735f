"use client";

import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { json } from "@codemirror/lang-json";
import { bracketMatching } from "@codemirror/language";
import { EditorView, keymap, placeholder as placeholderText } from "@codemirror/view";
import { useRef } from "react";
import { codeColors, settingTheme } from "./code-theme";
import { useCodeEditor } from "./use-code-editor";

interface JsonInputProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly placeholder?: string;
  readonly minHeightPx?: number;
}

const NO_PROBLEMS: readonly never[] = [];

/** JSON as text. What it means, and what is wrong with it, is said by whoever reads the text. */
export function JsonInput({ label, value, onChange, placeholder, minHeightPx = 0 }: JsonInputProps) {
  const host = useRef<HTMLDivElement>(null);
  useCodeEditor(host, {
    value,
    onChange,
    diagnostics: NO_PROBLEMS,
    extensions: () => [
      json(),
      bracketMatching(),
      closeBrackets(),
      keymap.of([...closeBracketsKeymap]),
      EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
      placeholderText(placeholder ?? ""),
      codeColors,
      settingTheme,
      EditorView.theme({ ".cm-content": { minHeight: `${minHeightPx}px` } }),
    ],
  });
  return <div ref={host} style={{ flex: "1 1 auto", minWidth: 0 }} />;
}
