"use client";

import type { Diagnostic, GraphNode, NodeOf } from "@dacapo/engine/compiler";
import { unreachable } from "@dacapo/engine/model";
import { setNodeConfig } from "../document/commands/set-node-config";
import type { KnownName } from "../document/known-names";
import { NODE_TYPES } from "../document/node-types";
import { useDesigner, useDesignerState } from "../session/designer-context";
import { ActivityForm } from "./activity-form";
import { ApprovalForm } from "./approval-form";
import { CatchForm } from "./catch-form";
import { CodeForm } from "./code-form";
import { DelayForm } from "./delay-form";
import { DurationInput } from "./duration-input";
import { EntityForm } from "./entity-form";
import { ExpressionField } from "./expression-field";
import { ForEachForm } from "./for-each-form";
import type { FormProps } from "./form-props";
import { HttpForm } from "./http-form";
import classes from "./inspector.module.css";
import { LockForm } from "./lock-form";
import { FrameForm, NoteForm } from "./note-form";
import { ObjectInput } from "./object-input";
import { ReturnForm } from "./return-form";
import { SelectField } from "./select-field";
import { SetForm } from "./set-form";
import { StartForm } from "./start-form";
import { SubWorkflowForm } from "./sub-workflow-form";
import { SwitchForm } from "./switch-form";
import { ThrowForm } from "./throw-form";
import { ValueInput } from "./value-input";
import { WaitForEventForm } from "./wait-for-event-form";
import { WhileForm } from "./while-form";

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
      return <ReturnForm {...shared} node={node} change={changeOf(node)} />;
    case "activity":
      return <ActivityForm {...shared} node={node} change={changeOf(node)} />;
    case "http":
      return <HttpForm {...shared} node={node} change={changeOf(node)} />;
    case "code":
      return <CodeForm {...shared} node={node} change={changeOf(node)} />;
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
    case "switch":
      return <SwitchForm {...shared} node={node} change={changeOf(node)} />;
    case "delay":
      return <DelayForm {...shared} node={node} change={changeOf(node)} />;
    case "throw":
      return <ThrowForm {...shared} node={node} change={changeOf(node)} />;
    case "waitForEvent":
      return <WaitForEventForm {...shared} node={node} change={changeOf(node)} />;
    case "approval":
      return <ApprovalForm {...shared} node={node} change={changeOf(node)} />;
    case "subWorkflow":
      return <SubWorkflowForm {...shared} node={node} change={changeOf(node)} />;
    case "callEntity":
      return <EntityForm {...shared} node={node} change={changeOf(node)} />;
    case "signalEntity":
      return <EntityForm {...shared} node={node} change={changeOf(node)} />;
    case "continueAsNew":
      return <ContinueAsNewForm {...shared} node={node} change={changeOf(node)} />;
    case "setStatus":
      return (
        <ValueInput
          {...shared}
          nodeId={node.id}
          field="config.status"
          label="Status"
          isRequired
          hint="Any value: whoever asks how the run stands is told it."
          value={node.config.status}
          onChange={(status) => changeOf(node)("config.status", { status: status ?? { literal: "" } })}
        />
      );
    case "forEach":
      return <ForEachForm {...shared} node={node} change={changeOf(node)} />;
    case "while":
      return <WhileForm {...shared} node={node} change={changeOf(node)} />;
    case "catch":
      return <CatchForm {...shared} node={node} change={changeOf(node)} />;
    case "lock":
      return <LockForm {...shared} node={node} change={changeOf(node)} />;
    case "timeout":
      return (
        <DurationInput
          {...shared}
          nodeId={node.id}
          field="config.limitMs"
          label="Time limit"
          isRequired
          hint="What lies in it is cancelled then, and the node fails with Timeout."
          value={node.config.limitMs}
          onChange={(limitMs) => changeOf(node)("config.limitMs", { limitMs: limitMs ?? { literal: 60_000 } })}
        />
      );
    case "race":
      return (
        <SelectField
          field="config.first"
          label="Who wins"
          value={node.config.first ?? "settled"}
          choices={[
            { value: "settled", label: "The first to end, even in a failure" },
            { value: "succeeded", label: "The first success" },
          ]}
          hint="Parts of the body that no edge connects race each other. Gives { winner, value }."
          onChange={(first) => changeOf(node)("config.first", first === "succeeded" ? { first } : {})}
        />
      );
    case "try":
    case "finally":
      return <p className={classes.hint}>{NODE_TYPES[node.type].description}</p>;
    case "note":
      return <NoteForm {...shared} node={node} change={changeOf(node)} />;
    case "group":
      return <FrameForm {...shared} node={node} change={changeOf(node)} />;
    default:
      return unreachable(node, "node");
  }
}

function ContinueAsNewForm({ node, known, diagnostics, change }: FormProps<NodeOf<"continueAsNew">>) {
  const schema = useDesignerState((state) => state.document.graph.inputSchema);
  return (
    <ObjectInput
      nodeId={node.id}
      field="config.input"
      label="Input"
      schema={schema}
      isRequired
      hint="The run's next life begins with it."
      value={node.config.input}
      known={known}
      diagnostics={diagnostics}
      onChange={(input, field) => change(field, { input: input ?? { expression: "" } })}
    />
  );
}
