"use client";

import { type SchemaField, schemaText } from "../_designer/document/json-schema";
import { type InputTexts, textOf } from "../_designer/document/run-input";
import { RunField } from "../_designer/run/run-field";

interface InputFieldsProps {
  readonly fields: readonly SchemaField[];
  readonly texts: InputTexts;
  readonly problemOf: (name: string) => string | undefined;
  readonly onChange: (change: (texts: InputTexts) => InputTexts) => void;
}

/** A control for each property of an object that a run asks for. */
export function InputFields({ fields, texts, problemOf, onChange }: InputFieldsProps) {
  return fields.map((field) => (
    <RunField
      key={field.name}
      field={field}
      type={schemaText({ type: field.type, ...field.rest, ...(field.enum !== undefined && { enum: field.enum }) })}
      text={textOf(texts, field.name)}
      problem={problemOf(field.name)}
      onChange={(text) => onChange((before) => ({ ...before, [field.name]: text }))}
    />
  ));
}
