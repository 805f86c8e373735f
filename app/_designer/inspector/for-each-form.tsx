"use client";

import type { NodeOf } from "@dacapo/engine/compiler";
import { type OwnName, renameOwnName } from "../document/commands/rename-own-name";
import { problemsAt } from "../document/problems";
import { useDesigner } from "../session/designer-context";
import { CountField } from "./count-field";
import { ExpressionField } from "./expression-field";
import type { FormProps } from "./form-props";
import classes from "./inspector.module.css";
import { SelectField } from "./select-field";
import { TextField } from "./text-field";
import { withSetting } from "./with-setting";

export function ForEachForm({ node, known, diagnostics, change }: FormProps<NodeOf<"forEach">>) {
  const { store } = useDesigner();
  const { config } = node;
  const collects = config.onFailure === "collect";
  const rename = (which: OwnName, field: string, name: string) =>
    store.run(
      `Rename the item of ${node.name}`,
      (document) => renameOwnName(document, node.id, which, name),
      `${node.id} ${field}`,
    );
  const shared = { nodeId: node.id, known, diagnostics };
  return (
    <div className={classes.fields}>
      <ExpressionField
        {...shared}
        field="config.items"
        label="Items"
        type="list"
        placeholder="input.items"
        hint="What lies in the container runs once for each of them."
        value={config.items}
        onChange={(items) => change("config.items", { ...config, items })}
      />
      <div className={classes.columns}>
        <TextField
          field="config.itemName"
          label="Item name"
          value={config.itemName}
          isCode
          problems={problemsAt(diagnostics, node.id, "config.itemName")}
          onChange={(name) => rename({ kind: "item" }, "itemName", name)}
        />
        <TextField
          field="config.indexName"
          label="Number name"
          value={config.indexName ?? ""}
          placeholder="none"
          isCode
          problems={problemsAt(diagnostics, node.id, "config.indexName")}
          onChange={(name) => rename({ kind: "index" }, "indexName", name)}
        />
      </div>
      <CountField
        {...shared}
        field="config.maxConcurrency"
        label="At most at once"
        value={config.maxConcurrency}
        min={1}
        max={10_000}
        suffix="items"
        placeholder="all"
        onChange={(limit) => change("config.maxConcurrency", withSetting(config, "maxConcurrency", limit))}
      />
      <SelectField
        field="config.onFailure"
        label="When an item fails"
        value={config.onFailure ?? "stop"}
        choices={[
          { value: "stop", label: "Stop: its failure is the node's" },
          { value: "collect", label: "Collect results and failures" },
        ]}
        hint={
          collects
            ? "Gives { ok: true, value } or { ok: false, error } for each item."
            : "No further item starts after the first failure."
        }
        onChange={(onFailure) => {
          const { toleratedFailures: _failures, toleratedPercent: _percent, ...rest } = config;
          change(
            "config.onFailure",
            onFailure === "collect"
              ? { ...config, onFailure }
              : withSetting<typeof config, "onFailure">(rest, "onFailure", undefined),
          );
        }}
      />
      {collects && (
        <div className={classes.columns}>
          <CountField
            {...shared}
            field="config.toleratedFailures"
            label="Failures tolerated"
            value={config.toleratedFailures}
            min={0}
            max={1_000_000}
            suffix="items"
            placeholder="all"
            onChange={(count) => change("config.toleratedFailures", withSetting(config, "toleratedFailures", count))}
          />
          <CountField
            {...shared}
            field="config.toleratedPercent"
            label="Share tolerated"
            value={config.toleratedPercent}
            min={0}
            max={100}
            suffix="%"
            placeholder="all"
            onChange={(share) => change("config.toleratedPercent", withSetting(config, "toleratedPercent", share))}
          />
        </div>
      )}
    </div>
  );
}
