"use client";

import type { NodeOf } from "@dacapo/engine/compiler";
import { renameOwnName } from "../document/commands/rename-own-name";
import { problemsAt } from "../document/problems";
import { useDesigner } from "../session/designer-context";
import { ExpressionField } from "./expression-field";
import type { FormProps } from "./form-props";
import classes from "./inspector.module.css";
import { TextField } from "./text-field";
import { useKnown } from "./use-known";
import { withSetting } from "./with-setting";
import { WordsField } from "./words-field";

export function CatchForm({ node, diagnostics, change }: FormProps<NodeOf<"catch">>) {
  const { store } = useDesigner();
  const { config } = node;
  const known = useKnown(node.id, "config.condition");
  return (
    <div className={classes.fields}>
      <TextField
        field="config.errorName"
        label="Name of the failure"
        isRequired
        isCode
        hint="Inside, expressions read it by this name: its code, message, type, details and node."
        value={config.errorName}
        problems={problemsAt(diagnostics, node.id, "config.errorName")}
        onChange={(name) =>
          store.run(
            `Rename the failure of ${node.name}`,
            (document) => renameOwnName(document, node.id, { kind: "error" }, name),
            `${node.id} errorName`,
          )
        }
      />
      <WordsField
        nodeId={node.id}
        field="config.codes"
        label="Codes"
        placeholder="any failure"
        hint="Codes or types of failures, with commas between. Others go on outwards."
        values={config.codes}
        problems={problemsAt(diagnostics, node.id, "config.codes")}
        onChange={(codes) => change("config.codes", withSetting(config, "codes", codes))}
      />
      <ExpressionField
        nodeId={node.id}
        field="config.condition"
        label="Condition"
        type="boolean"
        isRequired={false}
        placeholder={`${config.errorName || "failure"}.details.retriable === true`}
        hint="Where it does not hold, the failure goes on outwards."
        value={config.condition ?? ""}
        known={known}
        diagnostics={diagnostics}
        onChange={(condition) =>
          change("config.condition", withSetting(config, "condition", condition === "" ? undefined : condition))
        }
      />
    </div>
  );
}
