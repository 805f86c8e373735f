"use client";

import type { NodeOf } from "@dacapo/engine/compiler";
import { ActionIcon, Button } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { uniqueName } from "../document/unique-name";
import { useDesigner } from "../session/designer-context";
import type { FormProps } from "./form-props";
import classes from "./inspector.module.css";
import { TextField } from "./text-field";
import { ValueInput } from "./value-input";

export function SetForm({ node, known, diagnostics, change }: FormProps<NodeOf<"set">>) {
  const { store } = useDesigner();
  const { fields } = node.config;
  const replace = (index: number, field: (typeof fields)[number], path: string) =>
    change(path, { fields: fields.map((before, at) => (at === index ? field : before)) });
  return (
    <div className={classes.fields} data-field="config.fields">
      {fields.map((field, index) => {
        const path = `config.fields.${index}`;
        return (
          <div key={path} className={classes.card}>
            <div className={classes.row}>
              <div className={classes.grow}>
                <TextField
                  field={`${path}.name`}
                  label={`Name of field ${index + 1}`}
                  value={field.name}
                  isCode
                  problems={diagnostics.filter(
                    (problem) => problem.nodeId === node.id && problem.field === `${path}.name`,
                  )}
                  onChange={(name) => replace(index, { ...field, name }, `${path}.name`)}
                />
              </div>
              <ActionIcon
                mt={20}
                aria-label={`Remove field ${field.name || index + 1}`}
                onClick={() => {
                  change("config.fields", { fields: fields.filter((_, at) => at !== index) });
                  store.forgetDrafts(node.id, "config.fields");
                }}
              >
                <IconTrash size={14} aria-hidden />
              </ActionIcon>
            </div>
            <ValueInput
              nodeId={node.id}
              field={`${path}.value`}
              label={`Value of ${field.name || `field ${index + 1}`}`}
              value={field.value}
              isRequired
              startsAs="expression"
              known={known}
              diagnostics={diagnostics}
              onChange={(value) => replace(index, { ...field, value: value ?? { expression: "" } }, `${path}.value`)}
            />
          </div>
        );
      })}
      <div>
        <Button
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => {
            const name = uniqueName("value", new Set(fields.map((field) => field.name)));
            change("config.fields", { fields: [...fields, { name, value: { expression: "" } }] });
          }}
        >
          Add field
        </Button>
      </div>
    </div>
  );
}
