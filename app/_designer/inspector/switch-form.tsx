"use client";

import type { NodeOf } from "@dacapo/engine/compiler";
import { problemsAt } from "../document/problems";
import { nextId } from "../document/unique-name";
import { CardList } from "./card-list";
import { ExpressionField } from "./expression-field";
import type { FormProps } from "./form-props";
import { TextField } from "./text-field";

/** The cases of a switch, in the order in which they are asked. */
export function SwitchForm({ node, known, diagnostics, change }: FormProps<NodeOf<"switch">>) {
  const { cases } = node.config;
  return (
    <CardList
      nodeId={node.id}
      field="config.cases"
      itemWord="case"
      hint="Asked from the top: the first whose condition holds is taken, else the port “default”."
      items={cases}
      nameOf={(each, index) => `case ${each.label || index + 1}`}
      canReorder
      makeItem={() => ({
        id: nextId(
          "c",
          cases.map((each) => each.id),
        ),
        label: `case ${cases.length + 1}`,
        condition: "",
      })}
      onChange={(next, field) => change(field, { cases: next })}
    >
      {(each, index, path, replace) => ({
        first: (
          <TextField
            field={`${path}.label`}
            label={`Label of case ${index + 1}`}
            value={each.label}
            problems={problemsAt(diagnostics, node.id, `${path}.label`)}
            onChange={(label) => replace({ ...each, label: label.slice(0, 80) }, `${path}.label`)}
          />
        ),
        rest: (
          <ExpressionField
            nodeId={node.id}
            field={`${path}.condition`}
            label={`Condition of case ${index + 1}`}
            type="boolean"
            placeholder='order.kind === "gift"'
            value={each.condition}
            known={known}
            diagnostics={diagnostics}
            onChange={(condition) => replace({ ...each, condition }, `${path}.condition`)}
          />
        ),
      })}
    </CardList>
  );
}
