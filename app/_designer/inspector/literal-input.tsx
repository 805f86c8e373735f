"use client";

import type { Json, JsonObject } from "@dacapo/engine/model";
import { Textarea } from "@mantine/core";
import type { FieldType } from "../document/json-schema";
import { literalText, readLiteral } from "../document/literal-text";
import { JsonInput } from "../expression/json-input";
import classes from "./inspector.module.css";

interface LiteralInputProps {
  readonly label: string;
  readonly type: FieldType;
  readonly schema?: JsonObject | undefined;
  readonly value: Json | undefined;
  readonly draft: string | undefined;
  /** `undefined` as value: the text is empty, or is no value yet; the draft then holds it. */
  readonly onChange: (value: Json | undefined, draft: string | undefined) => void;
  readonly placeholder?: string | undefined;
  readonly isRequired: boolean;
}

/** A fixed value, by the control that its type asks for. What cannot be read stays as typed. */
export function LiteralInput(props: LiteralInputProps) {
  const { label, type, schema, value, draft, onChange, placeholder = "", isRequired } = props;
  const text = draft ?? literalText(value, type);
  const typed = (next: string) => {
    if (next === "" && (type !== "string" || !isRequired)) return onChange(undefined, undefined);
    const read = readLiteral(next, type);
    if (read.ok) onChange(read.value, sameText(next, read.value, type) ? undefined : next);
    else onChange(undefined, next);
  };

  const choices = Array.isArray(schema?.enum) ? schema.enum : type === "boolean" ? [true, false] : undefined;
  if (choices !== undefined) {
    return (
      <select
        className={classes.plain}
        aria-label={label}
        value={value === undefined ? "" : JSON.stringify(value)}
        onChange={(event) => {
          const chosen = choices.find((choice) => JSON.stringify(choice) === event.currentTarget.value);
          onChange(chosen, undefined);
        }}
      >
        <option value="">{placeholder === "" ? "not set" : placeholder}</option>
        {choices.map((choice) => (
          <option key={JSON.stringify(choice)} value={JSON.stringify(choice)}>
            {typeof choice === "string" ? choice : JSON.stringify(choice)}
          </option>
        ))}
      </select>
    );
  }
  if (type === "array" || type === "object" || type === "any")
    return <JsonInput label={label} value={text} onChange={typed} placeholder={placeholder || "JSON"} />;
  if (type === "string")
    return (
      <Textarea
        variant="unstyled"
        autosize
        minRows={1}
        maxRows={8}
        style={{ flex: "1 1 auto", minWidth: 0 }}
        classNames={{ input: classes.plain ?? "" }}
        aria-label={label}
        value={text}
        placeholder={placeholder}
        onChange={(event) => typed(event.currentTarget.value)}
      />
    );
  return (
    <input
      className={classes.plain}
      aria-label={label}
      inputMode="decimal"
      value={text}
      placeholder={placeholder}
      onChange={(event) => typed(event.currentTarget.value)}
    />
  );
}

/** `1.` and `{ "a":1}` are values, but showing them as the value would move the text under the caret. */
function sameText(text: string, value: Json, type: FieldType): boolean {
  return literalText(value, type) === text;
}
