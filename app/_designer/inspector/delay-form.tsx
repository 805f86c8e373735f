"use client";

import type { NodeOf } from "@dacapo/engine/compiler";
import { SegmentedControl } from "@mantine/core";
import { useDesigner } from "../session/designer-context";
import { DurationInput } from "./duration-input";
import type { FormProps } from "./form-props";
import classes from "./inspector.module.css";
import { ValueInput } from "./value-input";

const DATE = { type: "string", format: "date-time" };

export function DelayForm({ node, known, diagnostics, change }: FormProps<NodeOf<"delay">>) {
  const { store } = useDesigner();
  const { config } = node;
  const isDate = "until" in config;
  return (
    <div className={classes.fields}>
      <SegmentedControl
        style={{ justifySelf: "start" }}
        aria-label="How the wait is given"
        value={isDate ? "date" : "time"}
        onChange={(next) => {
          store.forgetDrafts(node.id, "config");
          change("config", next === "date" ? { until: { literal: "" } } : { durationMs: { literal: 1_000 } });
        }}
        data={[
          { value: "time", label: "For a time" },
          { value: "date", label: "Until a date" },
        ]}
      />
      {isDate ? (
        <ValueInput
          nodeId={node.id}
          field="config.until"
          label="Date"
          schema={DATE}
          isRequired
          placeholder="2027-01-31T09:00:00Z"
          hint="ISO 8601 with a time zone; an expression may give milliseconds since 1970 as well. One that is past does not wait."
          value={config.until}
          known={known}
          diagnostics={diagnostics}
          onChange={(until) => change("config.until", { until: until ?? { literal: "" } })}
        />
      ) : (
        <DurationInput
          nodeId={node.id}
          field="config.durationMs"
          label="Duration"
          isRequired
          hint="The wait survives restarts; nothing is held in memory meanwhile."
          value={config.durationMs}
          known={known}
          diagnostics={diagnostics}
          onChange={(durationMs) => change("config.durationMs", { durationMs: durationMs ?? { literal: 1_000 } })}
        />
      )}
    </div>
  );
}
