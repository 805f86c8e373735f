"use client";

import type { NodeOf } from "@dacapo/engine/compiler";
import { renameItem } from "../document/commands/rename-item";
import { problemsAt } from "../document/problems";
import { useDesigner } from "../session/designer-context";
import { ExpressionField } from "./expression-field";
import type { FormProps } from "./form-props";
import classes from "./inspector.module.css";
import { NumberField } from "./number-field";
import { TextField } from "./text-field";

export function ForEachForm({ node, known, diagnostics, change }: FormProps<NodeOf<"forEach">>) {
  const { store } = useDesigner();
  const { config } = node;
  const rename = (which: "itemName" | "indexName", name: string) =>
    store.run(
      `Rename the item of ${node.name}`,
      (document) => renameItem(document, node.id, which, name),
      `${node.id} ${which}`,
    );
  return (
    <div className={classes.fields}>
      <ExpressionField
        nodeId={node.id}
        field="config.items"
        label="Items"
        type="list"
        placeholder="input.items"
        hint="What lies in the container runs once for each of them."
        value={config.items}
        known={known}
        diagnostics={diagnostics}
        onChange={(items) => change("config.items", { ...config, items })}
      />
      <div className={classes.columns}>
        <TextField
          field="config.itemName"
          label="Item name"
          value={config.itemName}
          isCode
          problems={problemsAt(diagnostics, node.id, "config.itemName")}
          onChange={(name) => rename("itemName", name)}
        />
        <TextField
          field="config.indexName"
          label="Number name"
          value={config.indexName ?? ""}
          placeholder="none"
          isCode
          problems={problemsAt(diagnostics, node.id, "config.indexName")}
          onChange={(name) => rename("indexName", name)}
        />
      </div>
      <NumberField
        nodeId={node.id}
        field="config.maxConcurrency"
        label="At most at once"
        value={config.maxConcurrency}
        min={1}
        max={10_000}
        isInteger
        suffix="items"
        placeholder="all"
        onChange={(limit) => {
          const { maxConcurrency: _before, ...rest } = config;
          change("config.maxConcurrency", limit === undefined ? rest : { ...rest, maxConcurrency: limit });
        }}
      />
    </div>
  );
}
