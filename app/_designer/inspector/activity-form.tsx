"use client";

import type { NodeOf, Value } from "@dacapo/engine/compiler";
import { isObject } from "../document/json-schema";
import { useDesigner } from "../session/designer-context";
import { Field } from "./field";
import type { FormProps } from "./form-props";
import classes from "./inspector.module.css";
import { ValueInput } from "./value-input";

/** One control for each property of the activity's input schema. */
export function ActivityForm({ node, known, diagnostics, change }: FormProps<NodeOf<"activity">>) {
  const { catalog, index } = useDesigner();
  const activity = index.activities.get(node.config.activity);
  const properties = isObject(activity?.inputSchema.properties) ? activity.inputSchema.properties : {};
  const required = Array.isArray(activity?.inputSchema.required) ? activity.inputSchema.required : [];
  // A setting that the schema does not know (it changed since) is shown all the same, so that it can be removed.
  const names = [...new Set([...Object.keys(properties), ...Object.keys(node.config.input)])];
  const set = (name: string, value: Value | undefined) => {
    const { [name]: _before, ...rest } = node.config.input;
    change(`config.input.${name}`, { ...node.config, input: value === undefined ? rest : { ...rest, [name]: value } });
  };
  return (
    <div className={classes.fields}>
      <Field
        field="config.activity"
        label="Activity"
        hint={activity?.description}
        problems={diagnostics.filter((problem) => problem.nodeId === node.id && problem.field === "config.activity")}
      >
        <div className={classes.control}>
          <select
            className={classes.plain}
            aria-label="Activity"
            value={node.config.activity}
            onChange={(event) => change("config.activity", { ...node.config, activity: event.currentTarget.value })}
          >
            {activity === undefined && <option value={node.config.activity}>{node.config.activity || "none"}</option>}
            {catalog.activities.map(({ name, title }) => (
              <option key={name} value={name}>
                {title} · {name}
              </option>
            ))}
          </select>
        </div>
      </Field>
      {names.map((name) => {
        const schema = properties[name];
        return (
          <ValueInput
            key={name}
            nodeId={node.id}
            field={`config.input.${name}`}
            label={name}
            value={node.config.input[name]}
            schema={isObject(schema) ? schema : undefined}
            isRequired={required.includes(name)}
            hint={isObject(schema) && typeof schema.description === "string" ? schema.description : undefined}
            startsAs="expression"
            known={known}
            diagnostics={diagnostics}
            onChange={(value) => set(name, value)}
          />
        );
      })}
    </div>
  );
}
