"use client";

import type { NodeOf } from "@dacapo/engine/compiler";
import { DurationInput } from "./duration-input";
import type { FormProps } from "./form-props";
import classes from "./inspector.module.css";
import { SchemaForm } from "./schema-form";
import { ValueInput } from "./value-input";
import { withSetting } from "./with-setting";

const TEXT = { type: "string" };
const WORDS = {
  key: "form",
  fieldWord: "form field",
  empty: "Without fields, the person says yes or no, and may write a comment.",
};

export function ApprovalForm({ node, known, diagnostics, change }: FormProps<NodeOf<"approval">>) {
  const { config } = node;
  const shared = { nodeId: node.id, known, diagnostics };
  return (
    <div className={classes.fields}>
      <ValueInput
        {...shared}
        field="config.question"
        label="Question"
        schema={TEXT}
        isRequired
        placeholder="May this order be sent?"
        hint="What the person is asked, in a sentence."
        value={config.question}
        onChange={(question) => change("config.question", { ...config, question: question ?? { literal: "" } })}
      />
      <ValueInput
        {...shared}
        field="config.details"
        label="Details"
        startsAs="expression"
        hint="What the person should see to decide."
        value={config.details}
        onChange={(details) => change("config.details", withSetting(config, "details", details))}
      />
      <DurationInput
        {...shared}
        field="config.waitMs"
        label="Waits at most"
        placeholder="for ever"
        hint="After that the port “timeout” is taken; if nothing is connected there, the node fails."
        value={config.waitMs}
        onChange={(waitMs) => change("config.waitMs", withSetting(config, "waitMs", waitMs))}
      />
      <div className={classes.label}>
        <span>Form</span>
      </div>
      <SchemaForm
        nodeId={node.id}
        field="config.form"
        what="the form"
        words={WORDS}
        schema={config.form}
        fieldsOnly
        hint="Draft 2020-12, of an object: what else the person is asked for."
        diagnostics={diagnostics}
        onChange={(form, field) => change(field, withSetting(config, "form", form))}
      />
    </div>
  );
}
