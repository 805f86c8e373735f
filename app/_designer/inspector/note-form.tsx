"use client";

import type { NodeOf } from "@dacapo/engine/compiler";
import { Textarea } from "@mantine/core";
import { Field } from "./field";
import type { FormProps } from "./form-props";
import classes from "./inspector.module.css";
import { SelectField } from "./select-field";
import { TextField } from "./text-field";
import { withSetting } from "./with-setting";

export function NoteForm({ node, change }: FormProps<NodeOf<"note">>) {
  return (
    <Field field="config.text" label="Text">
      <Textarea
        aria-label="Text"
        autosize
        minRows={4}
        maxRows={24}
        value={node.config.text}
        onChange={(event) => change("config.text", { text: event.currentTarget.value.slice(0, 20_000) })}
      />
    </Field>
  );
}

const COLOURS = ["gray", "blue", "green", "yellow", "red", "violet"] as const;

export function FrameForm({ node, change }: FormProps<NodeOf<"group">>) {
  const { config } = node;
  return (
    <div className={classes.fields}>
      <TextField
        field="config.title"
        label="Title"
        value={config.title}
        onChange={(title) => change("config.title", { ...config, title: title.slice(0, 200) })}
      />
      <SelectField
        field="config.color"
        label="Colour"
        value={config.color ?? "gray"}
        choices={COLOURS.map((color) => ({ value: color, label: color }))}
        hint="Moving the frame moves what lies wholly in it."
        onChange={(color) => change("config.color", withSetting(config, "color", color === "gray" ? undefined : color))}
      />
    </div>
  );
}
