"use client";

import { ActionIcon, Button, Checkbox } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { whyNotKey } from "@/app/_wire/unsendable-names";
import { FIELD_TYPES, type FieldType, type SchemaField } from "../document/json-schema";
import { literalText, readLiteral } from "../document/literal-text";
import { uniqueName } from "../document/unique-name";
import { useDesigner } from "../session/designer-context";
import { Field } from "./field";
import classes from "./inspector.module.css";
import { TextField } from "./text-field";
import { useDraft } from "./use-draft";

interface SchemaFieldsProps {
  readonly nodeId: string;
  readonly words: SchemaWords;
  readonly fields: readonly SchemaField[];
  readonly onChange: (fields: readonly SchemaField[], field: string) => void;
}

/** What a schema is of, in words; `key` tells its half-typed texts from those of another schema of the node. */
export interface SchemaWords {
  readonly key: string;
  /** What one field is called: `input field`. */
  readonly fieldWord: string;
  /** What a schema without fields means. */
  readonly empty: string;
}

const TYPE_WORDS: Readonly<Record<FieldType, string>> = {
  string: "text",
  number: "number",
  integer: "whole number",
  boolean: "true or false",
  array: "list",
  object: "object",
  any: "anything",
};

export function SchemaFields({ nodeId, words, fields, onChange }: SchemaFieldsProps) {
  const replace = (index: number, field: SchemaField, what: string) =>
    onChange(
      fields.map((before, at) => (at === index ? field : before)),
      `${index} ${what}`,
    );
  return (
    <>
      {fields.length === 0 && <p className={classes.hint}>{words.empty}</p>}
      {fields.map((field, index) => {
        // A field is its place in the list: its name changes while it is typed.
        const place = `field ${index}`;
        return (
          <SchemaFieldCard
            key={place}
            nodeId={nodeId}
            words={words}
            index={index}
            field={field}
            others={fields.filter((_, at) => at !== index).map((other) => other.name)}
            onChange={(next, what) => replace(index, next, what)}
            onRemove={() =>
              onChange(
                fields.filter((_, at) => at !== index),
                "fields",
              )
            }
          />
        );
      })}
      <div>
        <Button
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => {
            const name = uniqueName("field", new Set(fields.map((field) => field.name)));
            onChange([...fields, { name, type: "string", required: true, rest: {} }], "fields");
          }}
        >
          Add field
        </Button>
      </div>
    </>
  );
}

interface SchemaFieldCardProps {
  readonly nodeId: string;
  readonly words: SchemaWords;
  readonly index: number;
  readonly field: SchemaField;
  readonly others: readonly string[];
  readonly onChange: (field: SchemaField, what: string) => void;
  readonly onRemove: () => void;
}

function SchemaFieldCard({ nodeId, words, index, field, others, onChange, onRemove }: SchemaFieldCardProps) {
  const [nameDraft, keepName] = useDraft(nodeId, `${words.key} ${index} name`);
  const [defaultDraft, keepDefault] = useDraft(nodeId, `${words.key} ${index} default`);
  const [choicesDraft, keepChoices] = useDraft(nodeId, `${words.key} ${index} choices`);
  const { store } = useDesigner();
  const nameProblem = (name: string): string | undefined => {
    if (name === "") return "A name is needed.";
    return others.includes(name) ? `"${name}" is there already.` : whyNotKey(name);
  };
  const defaultProblem = (text: string): string | undefined => {
    const read = text === "" ? undefined : readLiteral(text, field.type);
    return read === undefined || read.ok ? undefined : read.message;
  };
  const readChoices = (text: string) =>
    text
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== "")
      .map((part) => readLiteral(part, field.type));
  const choicesProblem = (text: string): string | undefined => {
    const wrong = readChoices(text).find((choice) => !choice.ok);
    return wrong === undefined || wrong.ok ? undefined : wrong.message;
  };
  const canChoose = field.type === "string" || field.type === "number" || field.type === "integer";
  return (
    <fieldset className={classes.card} aria-label={`${firstUpper(words.fieldWord)} ${field.name}`}>
      <div className={classes.row}>
        <div className={classes.grow}>
          <TextField
            field={`${words.key} ${index} name`}
            label="Field name"
            isCode
            value={nameDraft ?? field.name}
            typingProblem={nameDraft === undefined ? undefined : nameProblem(nameDraft)}
            onChange={(name) => {
              const problem = nameProblem(name);
              if (problem !== undefined) return keepName(name, problem);
              keepName(undefined);
              onChange({ ...field, name }, "name");
            }}
          />
        </div>
        <div className={classes.fixed}>
          <Field field={`${words.key} ${index} type`} label="Type">
            <div className={classes.control} style={{ width: 116 }}>
              <select
                className={classes.plain}
                aria-label={`Type of ${field.name}`}
                value={field.type}
                onChange={(event) => {
                  const type = FIELD_TYPES.find((candidate) => candidate === event.currentTarget.value) ?? "any";
                  const { default: _default, enum: _enum, ...rest } = field;
                  keepDefault(undefined);
                  keepChoices(undefined);
                  onChange({ ...rest, type }, "type");
                }}
              >
                {FIELD_TYPES.map((type) => (
                  <option key={type} value={type}>
                    {TYPE_WORDS[type]}
                  </option>
                ))}
              </select>
            </div>
          </Field>
        </div>
        <ActionIcon
          mt={20}
          aria-label={`Remove ${words.fieldWord} ${field.name}`}
          onClick={() => {
            onRemove();
            store.forgetDrafts(nodeId, `${words.key} `);
          }}
        >
          <IconTrash size={14} aria-hidden />
        </ActionIcon>
      </div>
      <Checkbox
        size="xs"
        label="Needed"
        aria-label={`${field.name} is needed`}
        checked={field.required}
        onChange={(event) => onChange({ ...field, required: event.currentTarget.checked }, "required")}
      />
      <TextField
        field={`${words.key} ${index} description`}
        label="Description"
        value={field.description ?? ""}
        onChange={(description) => onChange({ ...field, description }, "description")}
      />
      <div className={classes.columns}>
        <TextField
          field={`${words.key} ${index} default`}
          label="Default"
          placeholder="none"
          value={defaultDraft ?? literalText(field.default, field.type)}
          typingProblem={defaultDraft === undefined ? undefined : defaultProblem(defaultDraft)}
          onChange={(text) => {
            keepDefault(text, defaultProblem(text));
            const { default: _before, ...rest } = field;
            const read = readLiteral(text, field.type);
            if (text === "" || !read.ok) return onChange(rest, "default");
            onChange({ ...rest, default: read.value }, "default");
          }}
        />
        {canChoose && (
          <TextField
            field={`${words.key} ${index} choices`}
            label="Choices"
            placeholder="any, or a, b, c"
            value={choicesDraft ?? (field.enum ?? []).map((choice) => String(choice)).join(", ")}
            typingProblem={choicesDraft === undefined ? undefined : choicesProblem(choicesDraft)}
            onChange={(text) => {
              keepChoices(text, choicesProblem(text));
              const { enum: _before, ...rest } = field;
              const values = readChoices(text).flatMap((choice) => (choice.ok ? [choice.value] : []));
              onChange(values.length === 0 ? rest : { ...rest, enum: values }, "choices");
            }}
          />
        )}
      </div>
    </fieldset>
  );
}

function firstUpper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
