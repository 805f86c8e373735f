"use client";

import type { Diagnostic, GraphNode } from "@dacapo/engine/compiler";
import { unreachable } from "@dacapo/engine/model";
import { setNodeConfig } from "../document/commands/set-node-config";
import type { KnownName } from "../document/known-names";
import { useDesigner } from "../session/designer-context";
import { ActivityForm } from "./activity-form";
import { DelayForm } from "./delay-form";
import { ExpressionField } from "./expression-field";
import { ForEachForm } from "./for-each-form";
import { HttpForm } from "./http-form";
import { SetForm } from "./set-form";
import { StartForm } from "./start-form";
import { ValueInput } from "./value-input";

interface NodeFormProps {
  readonly node: GraphNode;
  readonly known: readonly KnownName[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The settings of a node, by its type. */
export function NodeForm({ node, known, diagnostics }: NodeFormProps) {
  const { store } = useDesigner();
  const changeOf =
    <Node extends GraphNode>(of: Node) =>
    (field: string, config: Node["config"]) =>
      store.run(
        `Edit ${of.name}`,
        (document) => setNodeConfig(document, { ...of, config } as GraphNode),
        `${of.id} ${field}`,
      );
  const shared = { known, diagnostics };
  switch (node.type) {
    case "start":
      return <StartForm nodeId={node.id} diagnostics={diagnostics} />;
    case "return":
      return (
        <ValueInput
          {...shared}
          nodeId={node.id}
          field="config.value"
          label="Value"
          isRequired
          startsAs="expression"
          hint={node.parent === undefined ? "The output of the run." : "The result of the iteration."}
          value={node.config.value}
          onChange={(value) => changeOf(node)("config.value", { value: value ?? { expression: "" } })}
        />
      );
    case "activity":
      return <ActivityForm {...shared} node={node} change={changeOf(node)} />;
    case "http":
      return <HttpForm {...shared} node={node} change={changeOf(node)} />;
    case "set":
      return <SetForm {...shared} node={node} change={changeOf(node)} />;
    case "if":
      return (
        <ExpressionField
          {...shared}
          nodeId={node.id}
          field="config.condition"
          label="Condition"
          type="boolean"
          placeholder="input.total > 100"
          hint="True leads out at the upper port, false at the lower one."
          value={node.config.condition}
          onChange={(condition) => changeOf(node)("config.condition", { condition })}
        />
      );
    case "delay":
      return <DelayForm {...shared} node={node} change={changeOf(node)} />;
    case "forEach":
      return <ForEachForm {...shared} node={node} change={changeOf(node)} />;
    default:
      return unreachable(node, "node");
  }
}
