"use client";

import type { NodeOf } from "@dacapo/engine/compiler";
import type { FormProps } from "./form-props";
import classes from "./inspector.module.css";
import { SwitchField } from "./switch-field";
import { ValueInput } from "./value-input";
import { withSetting } from "./with-setting";

export function ReturnForm({ node, known, diagnostics, change }: FormProps<NodeOf<"return">>) {
  const { config } = node;
  const endsRun = config.endsRun === true;
  return (
    <div className={classes.fields}>
      <ValueInput
        nodeId={node.id}
        field="config.value"
        label="Value"
        isRequired
        startsAs="expression"
        hint={
          node.parent === undefined || endsRun
            ? "The output of the run."
            : "The result of the container, or of this iteration of it."
        }
        value={config.value}
        known={known}
        diagnostics={diagnostics}
        onChange={(value) => change("config.value", { ...config, value: value ?? { expression: "" } })}
      />
      <SwitchField
        field="config.endsRun"
        label="End of the run"
        says="Ends the run here and now"
        hint="What still runs elsewhere is cancelled. Otherwise the run ends when every path has."
        isOn={endsRun}
        onChange={(isOn) => change("config.endsRun", withSetting(config, "endsRun", isOn ? true : undefined))}
      />
    </div>
  );
}
