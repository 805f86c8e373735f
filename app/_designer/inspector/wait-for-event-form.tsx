"use client";

import type { NodeOf } from "@dacapo/engine/compiler";
import { DurationInput } from "./duration-input";
import type { FormProps } from "./form-props";
import classes from "./inspector.module.css";
import { SchemaForm } from "./schema-form";
import { ValueInput } from "./value-input";
import { withSetting } from "./with-setting";

const TEXT = { type: "string" };
const WORDS = { key: "payload", fieldWord: "payload field", empty: "Without fields, any JSON is a good payload." };

export function WaitForEventForm({ node, known, diagnostics, change }: FormProps<NodeOf<"waitForEvent">>) {
  const { config } = node;
  const shared = { nodeId: node.id, known, diagnostics };
  return (
    <div className={classes.fields}>
      <ValueInput
        {...shared}
        field="config.event"
        label="Event"
        schema={TEXT}
        isRequired
        placeholder="paid"
        hint="By this name it is raised, whatever the case of its letters. One that comes early waits for the node."
        value={config.event}
        onChange={(event) => change("config.event", { ...config, event: event ?? { literal: "" } })}
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
        <span>Payload</span>
      </div>
      <SchemaForm
        nodeId={node.id}
        field="config.schema"
        what="the payload"
        words={WORDS}
        schema={config.schema}
        hint="Draft 2020-12. A payload that does not fit fails the node with EventPayloadInvalid."
        diagnostics={diagnostics}
        onChange={(schema, field) => change(field, withSetting(config, "schema", schema))}
      />
    </div>
  );
}
