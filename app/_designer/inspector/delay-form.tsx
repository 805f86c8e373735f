"use client";

import type { NodeOf } from "@dacapo/engine/compiler";
import { durationText } from "../document/face";
import type { FormProps } from "./form-props";
import { ValueInput } from "./value-input";

const DURATION = { type: "number", minimum: 0 };

export function DelayForm({ node, known, diagnostics, change }: FormProps<NodeOf<"delay">>) {
  const { durationMs } = node.config;
  const said =
    "literal" in durationMs && typeof durationMs.literal === "number" ? durationText(durationMs.literal) : undefined;
  return (
    <ValueInput
      nodeId={node.id}
      field="config.durationMs"
      label="Milliseconds"
      schema={DURATION}
      isRequired
      value={durationMs}
      hint={said === undefined ? "How long to wait: 1000 is a second." : `Waits ${said}.`}
      known={known}
      diagnostics={diagnostics}
      onChange={(value) => change("config.durationMs", { durationMs: value ?? { expression: "" } })}
    />
  );
}
