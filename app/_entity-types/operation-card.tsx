"use client";

import type { Diagnostic, EntityOperationType, OperationBody } from "@dacapo/engine/compiler";
import type { Json, JsonObject } from "@dacapo/engine/model";
import { ActionIcon, Checkbox } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import type { KnownName } from "../_designer/document/known-names";
import { CodeInput } from "../_designer/expression/code-input";
import { Field } from "../_designer/inspector/field";
import controls from "../_designer/inspector/inspector.module.css";
import { Section } from "../_designer/inspector/section";
import { SelectField } from "../_designer/inspector/select-field";
import { TextField } from "../_designer/inspector/text-field";
import { bodyAs, withSetting } from "./document/operations";
import { problemsOf } from "./document/problems";
import { JsonField } from "./json-field";
import { OperationExpression } from "./operation-expression";

interface OperationCardProps {
  readonly operation: EntityOperationType;
  readonly index: number;
  readonly stateSchema: JsonObject | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly onChange: (operation: EntityOperationType) => void;
  readonly onRemove: () => void;
  readonly onRead: (field: string, isRead: boolean) => void;
}

const WRITTEN_AS = [
  { value: "expressions", label: "Expressions" },
  { value: "code", label: "JavaScript" },
  { value: "typescript", label: "TypeScript" },
] as const;

const READS = ["state", "input", "key"];

/** One operation: what it is called, what it takes and gives, and what it does. */
export function OperationCard(props: OperationCardProps) {
  const { operation, index, stateSchema, diagnostics, onChange, onRemove, onRead } = props;
  const { body, inputSchema } = operation;
  const field = `operations.${index}`;
  const at = (setting: string) => problemsOf(diagnostics, `${field}.${setting}`);
  const name = operation.name === "" ? `operation ${index + 1}` : operation.name;
  const set = (key: keyof EntityOperationType & string, value: unknown) =>
    onChange(withSetting(operation, key, (value === "" ? undefined : value) as never));
  return (
    <fieldset className={controls.card} data-field={field} aria-label={`Operation ${name}`}>
      <div className={controls.row}>
        <div className={controls.grow}>
          <TextField
            field={`${field}.name`}
            label="Name"
            isRequired
            isCode
            value={operation.name}
            problems={at("name")}
            onChange={(next) => onChange({ ...operation, name: next.slice(0, 80) })}
          />
        </div>
        <div className={controls.fixed}>
          <SelectField
            field={`${field}.body.kind`}
            label="Written as"
            value={body.kind === "expressions" ? "expressions" : body.language === "typescript" ? "typescript" : "code"}
            choices={WRITTEN_AS}
            onChange={(kind) => onChange({ ...operation, body: bodyAs(body, kind) })}
          />
        </div>
        <ActionIcon mt={20} aria-label={`Remove ${name}`} onClick={onRemove}>
          <IconTrash size={14} aria-hidden />
        </ActionIcon>
      </div>
      <TextField
        field={`${field}.description`}
        label="Description"
        value={operation.description ?? ""}
        onChange={(text) => set("description", text.slice(0, 1_000))}
      />
      <BodyFields
        body={body}
        field={`${field}.body`}
        forgets={operation.forgets === true}
        known={knownIn(stateSchema, inputSchema)}
        diagnostics={diagnostics}
        onChange={(next) => onChange({ ...operation, body: next })}
      />
      <Checkbox
        size="xs"
        label="Forgets the state afterwards"
        checked={operation.forgets === true}
        onChange={(event) => set("forgets", event.currentTarget.checked ? true : undefined)}
      />
      <Section
        title="What it takes and gives"
        isOpenAtFirst={inputSchema !== undefined || operation.outputSchema !== undefined}
      >
        <div className={controls.columns}>
          <JsonField
            field={`${field}.inputSchema`}
            label="Input schema"
            placeholder="any value, or none"
            isObject
            value={inputSchema}
            problems={at("inputSchema")}
            onChange={(value) => set("inputSchema", value)}
            onRead={onRead}
          />
          <JsonField
            field={`${field}.outputSchema`}
            label="Result schema"
            placeholder="any value"
            isObject
            value={operation.outputSchema}
            problems={at("outputSchema")}
            onChange={(value) => set("outputSchema", value)}
            onRead={onRead}
          />
        </div>
      </Section>
    </fieldset>
  );
}

interface BodyFieldsProps {
  readonly body: OperationBody;
  readonly field: string;
  readonly forgets: boolean;
  readonly known: readonly KnownName[];
  readonly diagnostics: readonly Diagnostic[];
  readonly onChange: (body: OperationBody) => void;
}

function BodyFields({ body, field, forgets, known, diagnostics, onChange }: BodyFieldsProps) {
  switch (body.kind) {
    case "expressions": {
      const set = (part: "state" | "result", text: string) =>
        onChange(withSetting(body, part, text.trim() === "" ? undefined : text));
      const whole = diagnostics.filter((each) => each.field === field);
      return (
        <>
          <OperationExpression
            field={`${field}.state`}
            label="State afterwards"
            hint={forgets ? "It is forgotten." : "Empty: it stays as it is."}
            placeholder="stays as it is"
            value={body.state ?? ""}
            known={known}
            problems={problemsOf(diagnostics, `${field}.state`)}
            onChange={(text) => set("state", text)}
          />
          <OperationExpression
            field={`${field}.result`}
            label="Result"
            hint="What the caller gets. It reads the state as it was before."
            placeholder="null"
            value={body.result ?? ""}
            known={known}
            problems={[...whole, ...problemsOf(diagnostics, `${field}.result`)]}
            onChange={(text) => set("result", text)}
          />
        </>
      );
    }
    case "code": {
      const problems = problemsOf(diagnostics, `${field}.source`);
      return (
        <Field
          field={`${field}.source`}
          label="Code"
          isRequired
          hint="The body of a function of state, input and key. Return { state, result }; what is left out stays as it is. It waits for nothing and has no clock, no chance and no network."
          problems={problems}
        >
          <div className={controls.control} data-code data-invalid={problems.length > 0}>
            <CodeInput
              key={body.language}
              label="Code"
              language={body.language}
              value={body.source}
              inputs={READS}
              problems={problems}
              onChange={(source) => onChange({ ...body, source })}
            />
          </div>
        </Field>
      );
    }
  }
}

function knownIn(state: JsonObject | undefined, input: JsonObject | undefined): readonly KnownName[] {
  const name = (word: string, detail: string, schema?: Json): KnownName => ({
    name: word,
    detail,
    isCertain: true,
    ...(schema !== undefined && { schema: schema as JsonObject }),
  });
  return [
    name("state", "the state before", state),
    name("input", "what the caller gave", input),
    name("key", "which one of the type", { type: "string" }),
  ];
}
