"use client";

import type { NodeOf } from "@dacapo/engine/compiler";
import { problemsAt } from "../document/problems";
import { useDesigner } from "../session/designer-context";
import type { FormProps } from "./form-props";
import classes from "./inspector.module.css";
import { NameField } from "./name-field";
import { ObjectInput } from "./object-input";
import { ValueInput } from "./value-input";
import { withSetting } from "./with-setting";

const TEXT = { type: "string" };
const DATE = { type: "string", format: "date-time" };

/** An operation of an entity: called, or sent without waiting for it. */
export function EntityForm(props: FormProps<NodeOf<"callEntity">> | FormProps<NodeOf<"signalEntity">>) {
  const { node, known, diagnostics } = props;
  const { catalog, index } = useDesigner();
  const { config } = node;
  const entity = index.entities.get(config.entity);
  const operation = entity?.operations.find(({ name }) => name === config.operation);
  const shared = { nodeId: node.id, known, diagnostics };
  // The settings that both have: what only a signal has stays as it is.
  const change = (field: string, next: Partial<NodeOf<"callEntity">["config"]>) =>
    props.change(field, { ...config, ...next });
  return (
    <div className={classes.fields}>
      <NameField
        field="config.entity"
        label="Entity"
        isRequired
        value={config.entity}
        hint={entity?.description ?? "The kind of entity, by its registered name."}
        suggestions={catalog.entities.map(({ name, title }) => ({ value: name, label: title }))}
        problems={problemsAt(diagnostics, node.id, "config.entity")}
        onChange={(name) => change("config.entity", { entity: name })}
      />
      <ValueInput
        {...shared}
        field="config.key"
        label="Key"
        schema={TEXT}
        isRequired
        hint="Which one of them: each key has a state of its own."
        value={config.key}
        onChange={(key) => change("config.key", { key: key ?? { literal: "" } })}
      />
      <NameField
        field="config.operation"
        label="Operation"
        isRequired
        value={config.operation}
        hint={operation?.description}
        suggestions={(entity?.operations ?? []).map(({ name }) => ({ value: name }))}
        problems={problemsAt(diagnostics, node.id, "config.operation")}
        onChange={(name) => change("config.operation", { operation: name })}
      />
      <ObjectInput
        {...shared}
        field="config.input"
        label="Input"
        schema={operation?.inputSchema}
        value={config.input}
        onChange={(input, field) => props.change(field, withSetting<typeof config, "input">(config, "input", input))}
      />
      {node.type === "signalEntity" && (
        <ValueInput
          {...shared}
          field="config.at"
          label="Not before"
          schema={DATE}
          placeholder="at once"
          hint="ISO 8601 with a time zone; an expression may give milliseconds since 1970 as well."
          value={node.config.at}
          onChange={(at) => props.change("config.at", withSetting(node.config, "at", at))}
        />
      )}
    </div>
  );
}
