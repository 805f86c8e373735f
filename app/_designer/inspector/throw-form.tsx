"use client";

import type { NodeOf } from "@dacapo/engine/compiler";
import { SegmentedControl } from "@mantine/core";
import { useDesigner } from "../session/designer-context";
import { ExpressionField } from "./expression-field";
import type { FormProps } from "./form-props";
import classes from "./inspector.module.css";
import { SwitchField } from "./switch-field";
import { ValueInput } from "./value-input";
import { withSetting } from "./with-setting";

const TEXT = { type: "string" };

export function ThrowForm({ node, known, diagnostics, change }: FormProps<NodeOf<"throw">>) {
  const { store } = useDesigner();
  const { config } = node;
  const shared = { nodeId: node.id, known, diagnostics };
  const passesOn = config.error !== undefined;
  return (
    <div className={classes.fields}>
      <SegmentedControl
        style={{ justifySelf: "start" }}
        aria-label="Which failure"
        value={passesOn ? "caught" : "own"}
        onChange={(next) => {
          store.forgetDrafts(node.id, "config");
          change("config", next === "caught" ? { error: "" } : { code: { literal: "" }, message: { literal: "" } });
        }}
        data={[
          { value: "own", label: "Its own" },
          { value: "caught", label: "One that was caught" },
        ]}
      />
      {passesOn ? (
        <ExpressionField
          {...shared}
          field="config.error"
          label="Failure"
          placeholder="failure"
          hint="Goes on as it is: the name that the catch gives it, say."
          value={config.error ?? ""}
          onChange={(error) => change("config.error", { ...config, error })}
        />
      ) : (
        <>
          <ValueInput
            {...shared}
            field="config.code"
            label="Code"
            schema={TEXT}
            placeholder="OutOfStock"
            hint="A word that a catch can ask for."
            value={config.code}
            onChange={(code) => change("config.code", withSetting(config, "code", code))}
          />
          <ValueInput
            {...shared}
            field="config.message"
            label="Message"
            schema={TEXT}
            hint="What went wrong, in a sentence."
            value={config.message}
            onChange={(message) => change("config.message", withSetting(config, "message", message))}
          />
          <ValueInput
            {...shared}
            field="config.details"
            label="Details"
            startsAs="expression"
            hint="Whatever else helps to understand it."
            value={config.details}
            onChange={(details) => change("config.details", withSetting(config, "details", details))}
          />
          <SwitchField
            field="config.nonRetriable"
            label="Trying again"
            says="Is never tried again"
            hint="A workflow that calls this one and has attempts left does not use them."
            isOn={config.nonRetriable === true}
            onChange={(isOn) =>
              change("config.nonRetriable", withSetting(config, "nonRetriable", isOn ? true : undefined))
            }
          />
        </>
      )}
    </div>
  );
}
