"use client";

import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { setInputSchema } from "../document/commands/set-input-schema";
import { fieldsOf, isObject, withFields } from "../document/json-schema";
import { readJson } from "../document/literal-text";
import { JsonInput } from "../expression/json-input";
import { useDesigner, useDesignerState } from "../session/designer-context";
import { Field } from "./field";
import classes from "./inspector.module.css";
import { SchemaFields } from "./schema-fields";
import { useDraft } from "./use-draft";

/** What a run's input must look like: as a list of fields, or as JSON Schema. */
export function StartForm({ nodeId }: { readonly nodeId: string }) {
  const { store } = useDesigner();
  const schema = useDesignerState((state) => state.document.graph.inputSchema);
  const fields = fieldsOf(schema);
  const [view, setView] = useState<"fields" | "schema">("fields");
  const shown = fields === undefined ? "schema" : view;
  const set = (next: typeof schema, field: string) =>
    store.run("Change the input", (document) => setInputSchema(document, next), `${nodeId} ${field}`);
  return (
    <div className={classes.fields} data-field="inputSchema">
      <SegmentedControl
        style={{ justifySelf: "start" }}
        aria-label="How the input is described"
        value={shown}
        onChange={(next) => setView(next === "schema" ? "schema" : "fields")}
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
        <SchemaText nodeId={nodeId} schema={schema} onChange={(next) => set(next, "schema")} />
      )}
    </div>
  );
}

type Schema = ReturnType<typeof useSchema>;
const useSchema = () => useDesignerState((state) => state.document.graph.inputSchema);

function SchemaText(props: {
  readonly nodeId: string;
  readonly schema: Schema;
  readonly onChange: (schema: Schema) => void;
}) {
  const { nodeId, schema, onChange } = props;
  const [draft, keepDraft] = useDraft(nodeId, "schema");
  const read = draft === undefined || draft.trim() === "" ? undefined : readJson(draft);
  const problem =
    read === undefined
      ? undefined
      : !read.ok
        ? read.message
        : isObject(read.value)
          ? undefined
          : "A schema is a JSON object.";
  return (
    <Field
      field="schema"
      label="JSON Schema"
      hint="Draft 2020-12. Empty: any JSON is a good input."
      typingProblem={problem}
    >
      <div className={classes.control} data-code data-invalid={problem !== undefined}>
        <JsonInput
          label="JSON Schema"
          minHeightPx={160}
          value={draft ?? (schema === undefined ? "" : JSON.stringify(schema, undefined, 2))}
          onChange={(text) => {
            keepDraft(text);
            if (text.trim() === "") return onChange(undefined);
            const next = readJson(text);
            if (next.ok && isObject(next.value)) onChange({ ...next.value });
          }}
        />
      </div>
    </Field>
  );
}
