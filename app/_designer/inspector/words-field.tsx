"use client";

import type { Diagnostic } from "@dacapo/engine/compiler";
import { TextField } from "./text-field";
import { useDraft } from "./use-draft";

interface WordsFieldProps {
  readonly nodeId: string;
  readonly field: string;
  readonly label: string;
  readonly values: readonly string[] | undefined;
  readonly placeholder?: string;
  readonly hint?: string;
  readonly problems?: readonly Diagnostic[];
  readonly onChange: (values: string[] | undefined) => void;
}

/** Several words in one line, with commas between. */
export function WordsField({ nodeId, field, label, values, placeholder, hint, problems, onChange }: WordsFieldProps) {
  const [draft, keepDraft] = useDraft(nodeId, field);
  const stored = (values ?? []).join(", ");
  return (
    <TextField
      field={field}
      label={label}
      isCode
      value={draft ?? stored}
      {...(placeholder !== undefined && { placeholder })}
      {...(hint !== undefined && { hint })}
      {...(problems !== undefined && { problems })}
      onChange={(text) => {
        const words = [...new Set(text.split(",").map((word) => word.trim().slice(0, 200)))].filter(
          (word) => word !== "",
        );
        // `A, ` is one word so far: the comma must stay under the caret.
        keepDraft(words.join(", ") === text ? undefined : text);
        onChange(words.length === 0 ? undefined : words.slice(0, 100));
      }}
    />
  );
}
