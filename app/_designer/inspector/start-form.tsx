"use client";

import type { Diagnostic } from "@dacapo/engine/compiler";
import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { unsendableName, whyNotKey } from "@/app/_wire/unsendable-names";
import { setInputSchema } from "../document/commands/set-input-schema";
import { fieldsOf, isObject, withFields } from "../document/json-schema";
import { readJson } from "../document/literal-text";
import { problemsAt } from "../document/problems";
import { JsonInput } from "../expression/json-input";
import { useDesigner, useDesignerState } from "../session/designer-context";
import { Field } from "./field";
import classes from "./inspector.module.css";
import { SchemaFields } from "./schema-fields";
import { type KeepDraft, useDraft } from "./use-draft";

/** What a run's input must look like: as a list of fields, or as JSON Schema. */
export function StartForm(props: { readonly nodeId: string; readonly diagnostics: readonly Diagnostic[] }) {
  const { nodeId, diagnostics } = props;
  const { store } = useDesigner();
  const [typed, keepTyped] = useDraft(nodeId, "inputSchema");
  const schema = useDesignerState((state) => state.document.graph.inputSchema);
  const fields = fieldsOf(schema);
  const [view, setView] = useState<"fields" | "schema">(typed === undefined ? "fields" : "schema");
  const shown = fields === undefined ? "schema" : view;
  const set = (next: typeof schema, field: string) =>
    store.run("Change the input", (document) => setInputSchema(document, next), `${nodeId} ${field}`);
  return (
    <div className={classes.fields} data-field="inputSchema">
      <SegmentedControl
        style={{ justifySelf: "start" }}
        aria-label="How the input is described"
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
      {shown === "fields" && fields !== undefined ? (
        <SchemaFields
          nodeId={nodeId}
          fields={fields}
          onChange={(next, field) => set(next.length === 0 ? undefined : { ...withFields(schema, next) }, field)}
        />
      ) : (
        <SchemaText
          schema={schema}
          typed={typed}
          keepTyped={keepTyped}
          problems={problemsAt(diagnostics, nodeId, "inputSchema")}
          onChange={(next) => set(next, "schema")}
        />
      )}
    </div>
  );
}

type Schema = ReturnType<typeof useSchema>;
const useSchema = () => useDesignerState((state) => state.document.graph.inputSchema);

function schemaProblem(text: string): string | undefined {
  if (text.trim() === "") return undefined;
  const read = readJson(text);
  if (!read.ok) return read.message;
  if (!isObject(read.value)) return "A schema is a JSON object.";
  const name = unsendableName(read.value);
  return name === undefined ? undefined : whyNotKey(name);
}

function SchemaText(props: {
  readonly schema: Schema;
  readonly typed: string | undefined;
  readonly keepTyped: KeepDraft;
  readonly problems: readonly Diagnostic[];
  readonly onChange: (schema: Schema) => void;
}) {
  const { schema, typed, keepTyped, problems, onChange } = props;
  const problem = typed === undefined ? undefined : schemaProblem(typed);
  return (
    <Field
      field="inputSchema"
      label="JSON Schema"
      hint="Draft 2020-12. Empty: any JSON is a good input."
      typingProblem={problem}
      problems={problems}
    >
      <div className={classes.control} data-code data-invalid={problem !== undefined || problems.length > 0}>
        <JsonInput
          label="JSON Schema"
          minHeightPx={160}
          value={typed ?? (schema === undefined ? "" : JSON.stringify(schema, undefined, 2))}
          onChange={(text) => {
            keepTyped(text, schemaProblem(text));
            if (text.trim() === "") return onChange(undefined);
            const next = readJson(text);
            if (next.ok && isObject(next.value) && schemaProblem(text) === undefined) onChange({ ...next.value });
          }}
        />
      </div>
    </Field>
  );
}
