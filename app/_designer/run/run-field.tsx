"use client";

import { Textarea } from "@mantine/core";
import type { SchemaField } from "../document/json-schema";
import { JsonInput } from "../expression/json-input";
import { Field } from "../inspector/field";
import controls from "../inspector/inspector.module.css";

interface RunFieldProps {
  readonly field: SchemaField;
  readonly type: string;
  readonly text: string;
  readonly problem: string | undefined;
  readonly onChange: (text: string) => void;
}

/** One part of a run's input. */
export function RunField({ field, type, text, problem, onChange }: RunFieldProps) {
  const choices = field.enum ?? (field.type === "boolean" ? [true, false] : undefined);
  const isJson = field.type === "array" || field.type === "object" || field.type === "any";
  return (
    <Field
      field={`run ${field.name}`}
      label={field.name}
      isRequired={field.required}
      type={type}
      hint={field.description}
      typingProblem={problem}
    >
      <div className={controls.control} data-code={isJson} data-invalid={problem !== undefined}>
        {choices !== undefined ? (
          <select
            className={controls.plain}
            aria-label={field.name}
            value={text}
            onChange={(event) => onChange(event.currentTarget.value)}
          >
            <option value="">not set</option>
            {choices.map((choice) => {
              const value = typeof choice === "string" ? choice : JSON.stringify(choice);
              return (
                <option key={value} value={value}>
                  {value}
                </option>
              );
            })}
          </select>
        ) : isJson ? (
          <JsonInput label={field.name} value={text} onChange={onChange} placeholder="JSON" />
        ) : field.type === "string" ? (
          <Textarea
            variant="unstyled"
            autosize
            minRows={1}
            maxRows={10}
            style={{ flex: "1 1 auto", minWidth: 0 }}
            classNames={{ input: controls.plain ?? "" }}
            aria-label={field.name}
            value={text}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
        ) : (
          <input
            className={controls.plain}
            aria-label={field.name}
            inputMode="decimal"
            value={text}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
        )}
      </div>
    </Field>
  );
}
