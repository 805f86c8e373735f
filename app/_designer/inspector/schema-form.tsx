"use client";

import type { Diagnostic } from "@dacapo/engine/compiler";
import type { JsonObject } from "@dacapo/engine/model";
import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { unsendableName, whyNotKey } from "@/app/_wire/unsendable-names";
import { fieldsOf, isObject, withFields } from "../document/json-schema";
import { readJson } from "../document/literal-text";
import { problemsAt } from "../document/problems";
import { JsonInput } from "../expression/json-input";
import { Field } from "./field";
import classes from "./inspector.module.css";
import { SchemaFields, type SchemaWords } from "./schema-fields";
import { useDraft } from "./use-draft";

interface SchemaFormProps {
  readonly nodeId: string;
  readonly field: string;
  /** What is described: `the input`. */
  readonly what: string;
  readonly words: SchemaWords;
  readonly schema: Readonly<JsonObject> | undefined;
  /** An object with these fields is asked for: other schemas make no sense. */
  readonly fieldsOnly?: boolean;
  readonly hint: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly onChange: (schema: JsonObject | undefined, field: string) => void;
}

/** A JSON Schema: as a list of fields, or as its text. */
export function SchemaForm(props: SchemaFormProps) {
  const { nodeId, field, what, words, schema, fieldsOnly = false, hint, diagnostics, onChange } = props;
  const [typed, keepTyped] = useDraft(nodeId, field);
  const fields = fieldsOf(schema);
  const [view, setView] = useState<"fields" | "schema">(typed === undefined ? "fields" : "schema");
  const shown = fields === undefined ? "schema" : view;
  const typing = typed === undefined ? undefined : schemaProblem(typed);
  const problems = problemsAt(diagnostics, nodeId, field);
  return (
    <div className={classes.fields} data-field={field}>
      {!(fieldsOnly && fields !== undefined) && (
        <SegmentedControl
          style={{ justifySelf: "start" }}
          aria-label={`How ${what} is described`}
          value={shown}
          onChange={(next) => {
            keepTyped(undefined);
            setView(next === "schema" ? "schema" : "fields");
          }}
          data={[
            { value: "fields", label: "Fields", disabled: fields === undefined },
            { value: "schema", label: "JSON Schema" },
          ]}
        />
      )}
      {shown === "fields" && fields !== undefined ? (
        <SchemaFields
          nodeId={nodeId}
          words={words}
          fields={fields}
          onChange={(next, changed) =>
            onChange(next.length === 0 ? undefined : { ...withFields(schema, next) }, `${field} ${changed}`)
          }
        />
      ) : (
        <Field field={field} label="JSON Schema" hint={hint} typingProblem={typing} problems={problems}>
          <div className={classes.control} data-code data-invalid={typing !== undefined || problems.length > 0}>
            <JsonInput
              label="JSON Schema"
              minHeightPx={160}
              value={typed ?? (schema === undefined ? "" : JSON.stringify(schema, undefined, 2))}
              onChange={(text) => {
                keepTyped(text, schemaProblem(text));
                if (text.trim() === "") return onChange(undefined, field);
                const next = readJson(text);
                if (next.ok && isObject(next.value) && schemaProblem(text) === undefined)
                  onChange({ ...next.value }, field);
              }}
            />
          </div>
        </Field>
      )}
    </div>
  );
}

function schemaProblem(text: string): string | undefined {
  if (text.trim() === "") return undefined;
  const read = readJson(text);
  if (!read.ok) return read.message;
  if (!isObject(read.value)) return "A schema is a JSON object.";
  const name = unsendableName(read.value);
  return name === undefined ? undefined : whyNotKey(name);
}
