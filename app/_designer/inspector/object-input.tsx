"use client";

import type { Diagnostic, Value } from "@dacapo/engine/compiler";
import type { JsonObject } from "@dacapo/engine/model";
import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { isObject } from "../document/json-schema";
import type { KnownName } from "../document/known-names";
import { membersOf, spreadOf, valueOfMembers } from "../document/object-text";
import { problemsAt } from "../document/problems";
import { useDesigner } from "../session/designer-context";
import { ProblemLines } from "./field";
import classes from "./inspector.module.css";
import { ValueInput } from "./value-input";

interface ObjectInputProps {
  readonly nodeId: string;
  readonly field: string;
  readonly label: string;
  readonly value: Value | undefined;
  /** What the value must be. With properties, there is a control for each of them. */
  readonly schema: JsonObject | undefined;
  readonly isRequired?: boolean;
  readonly hint?: string | undefined;
  readonly known: readonly KnownName[];
  readonly diagnostics: readonly Diagnostic[];
  readonly onChange: (value: Value | undefined, field: string) => void;
}

/** A setting that is one value; where its schema is an object with properties, a form of them. */
export function ObjectInput(props: ObjectInputProps) {
  const { nodeId, field, label, value, schema, isRequired = false, hint, known, diagnostics, onChange } = props;
  const { store } = useDesigner();
  const [wanted, setWanted] = useState<"form" | "value">("form");
  const properties = isObject(schema?.properties) ? schema.properties : undefined;
  const members = properties === undefined ? undefined : membersOf(value);
  if (properties === undefined) {
    return (
      <ValueInput
        nodeId={nodeId}
        field={field}
        label={label}
        value={value}
        schema={schema}
        isRequired={isRequired}
        hint={hint}
        startsAs="expression"
        known={known}
        diagnostics={diagnostics}
        onChange={(next) => onChange(next, field)}
      />
    );
  }
  const shown = members === undefined ? "value" : wanted;
  const spread = members === undefined ? spreadOf(value, Object.keys(properties)) : undefined;
  const required = Array.isArray(schema?.required) ? schema.required : [];
  return (
    <div className={classes.fields} data-field={field}>
      <div className={classes.label}>
        <span>{label}</span>
      </div>
      <SegmentedControl
        style={{ justifySelf: "start" }}
        aria-label={`How the ${label.toLowerCase()} is given`}
        value={shown}
        onChange={(next) => {
          store.forgetDrafts(nodeId, field);
          setWanted(next === "value" ? "value" : "form");
          if (next === "form" && members === undefined && spread !== undefined) onChange(valueOfMembers(spread), field);
        }}
        data={[
          { value: "form", label: "Fields", disabled: members === undefined && spread === undefined },
          { value: "value", label: "One value" },
        ]}
      />
      {shown === "value" || members === undefined ? (
        <ValueInput
          nodeId={nodeId}
          field={field}
          label={label}
          value={value}
          isRequired={isRequired}
          hint={hint}
          startsAs="expression"
          known={known}
          diagnostics={diagnostics}
          onChange={(next) => onChange(next, field)}
        />
      ) : (
        <>
          {[...new Set([...Object.keys(properties), ...Object.keys(members)])].map((name) => {
            const property = properties[name];
            return (
              <ValueInput
                key={name}
                nodeId={nodeId}
                field={`${field}.${name}`}
                label={name}
                value={members[name]}
                schema={isObject(property) ? property : undefined}
                isRequired={required.includes(name)}
                hint={isObject(property) && typeof property.description === "string" ? property.description : undefined}
                startsAs="expression"
                known={known}
                diagnostics={diagnostics}
                onChange={(next) => {
                  const { [name]: _before, ...rest } = members;
                  onChange(
                    valueOfMembers(next === undefined ? rest : { ...members, [name]: next }),
                    `${field}.${name}`,
                  );
                }}
              />
            );
          })}
          <ProblemLines
            problems={problemsAt(diagnostics, nodeId, field).filter((problem) => problem.field === field)}
          />
        </>
      )}
    </div>
  );
}
