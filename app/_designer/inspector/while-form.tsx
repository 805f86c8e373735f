"use client";

import type { NodeOf } from "@dacapo/engine/compiler";
import { renameOwnName } from "../document/commands/rename-own-name";
import { problemsAt } from "../document/problems";
import { takenNames, uniqueName } from "../document/unique-name";
import { useDesigner } from "../session/designer-context";
import { CardList } from "./card-list";
import { ExpressionField } from "./expression-field";
import type { FormProps } from "./form-props";
import classes from "./inspector.module.css";
import { NumberField } from "./number-field";
import { SelectField } from "./select-field";
import { TextField } from "./text-field";
import { useKnown } from "./use-known";
import { ValueInput } from "./value-input";
import { withSetting } from "./with-setting";

export function WhileForm({ node, known, diagnostics, change }: FormProps<NodeOf<"while">>) {
  const { store } = useDesigner();
  const { config } = node;
  const inRound = useKnown(node.id, "config.condition");
  const atEnd = useKnown(node.id, "config.variables.0.next");
  const shared = { nodeId: node.id, known, diagnostics };
  return (
    <div className={classes.fields}>
      <ExpressionField
        {...shared}
        field="config.condition"
        label="Condition"
        type="boolean"
        placeholder="round < 10"
        hint="As long as it holds, there is another round. It reads the variables."
        value={config.condition}
        known={inRound}
        onChange={(condition) => change("config.condition", { ...config, condition })}
      />
      <SelectField
        field="config.test"
        label="Asked"
        value={config.test ?? "before"}
        choices={[
          { value: "before", label: "Before each round" },
          { value: "after", label: "After each round: at least one" },
        ]}
        onChange={(test) => change("config.test", withSetting(config, "test", test === "after" ? test : undefined))}
      />
      <CardList
        nodeId={node.id}
        field="config.variables"
        title="Variables"
        hint="Each has its first value in the first round, and the next one in the round after. The node gives the last ones."
        itemWord="variable"
        items={config.variables}
        nameOf={(variable, index) => `variable ${variable.name || index + 1}`}
        makeItem={() => ({
          name: uniqueName("value", takenNames(store.getState().document.graph)),
          initial: { literal: null },
        })}
        onChange={(variables, field) => change(field, { ...config, variables })}
      >
        {(variable, index, path, replace) => ({
          first: (
            <TextField
              field={`${path}.name`}
              label={`Name of variable ${index + 1}`}
              isCode
              value={variable.name}
              problems={problemsAt(diagnostics, node.id, `${path}.name`)}
              onChange={(name) =>
                store.run(
                  `Rename a variable of ${node.name}`,
                  (document) => renameOwnName(document, node.id, { kind: "variable", at: index }, name),
                  `${node.id} ${path}.name`,
                )
              }
            />
          ),
          rest: (
            <>
              <ValueInput
                {...shared}
                field={`${path}.initial`}
                label={`First value of ${variable.name || `variable ${index + 1}`}`}
                isRequired
                startsAs="expression"
                value={variable.initial}
                onChange={(initial) =>
                  replace({ ...variable, initial: initial ?? { expression: "" } }, `${path}.initial`)
                }
              />
              <ExpressionField
                {...shared}
                known={atEnd}
                field={`${path}.next`}
                label={`Next value of ${variable.name || `variable ${index + 1}`}`}
                isRequired={false}
                placeholder="stays as it is"
                value={variable.next ?? ""}
                onChange={(next) =>
                  replace(withSetting(variable, "next", next === "" ? undefined : next), `${path}.next`)
                }
              />
            </>
          ),
        })}
      </CardList>
      <NumberField
        nodeId={node.id}
        field="config.maxRounds"
        label="At most"
        value={config.maxRounds}
        min={1}
        max={1_000_000}
        isInteger
        suffix="rounds"
        placeholder="no limit"
        onChange={(maxRounds) => change("config.maxRounds", withSetting(config, "maxRounds", maxRounds))}
      />
    </div>
  );
}
