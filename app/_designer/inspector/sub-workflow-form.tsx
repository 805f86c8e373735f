"use client";

import type { NodeOf } from "@dacapo/engine/compiler";
import { Button } from "@mantine/core";
import { IconExternalLink } from "@tabler/icons-react";
import Link from "next/link";
import { problemsAt } from "../document/problems";
import { useDesigner } from "../session/designer-context";
import type { FormProps } from "./form-props";
import classes from "./inspector.module.css";
import { ObjectInput } from "./object-input";
import { SelectField } from "./select-field";
import { TextField } from "./text-field";
import { ValueInput } from "./value-input";
import { withSetting } from "./with-setting";

const TEXT = { type: "string" };

export function SubWorkflowForm({ node, known, diagnostics, change }: FormProps<NodeOf<"subWorkflow">>) {
  const { catalog, index } = useDesigner();
  const { config } = node;
  const called = index.workflows.get(config.workflow);
  const shared = { nodeId: node.id, known, diagnostics };
  return (
    <div className={classes.fields}>
      <SelectField
        field="config.workflow"
        label="Workflow"
        isRequired
        value={config.workflow}
        choices={catalog.workflows.map(({ name, title }) => ({ value: name, label: title }))}
        hint={catalog.workflows.length === 0 ? "There is no other workflow yet. Make one first." : undefined}
        problems={problemsAt(diagnostics, node.id, "config.workflow")}
        onChange={(workflow) => change("config.workflow", { ...config, workflow })}
      />
      {called !== undefined && (
        <div>
          <Button
            component={Link}
            href={`/workflows/${encodeURIComponent(called.name)}`}
            variant="default"
            leftSection={<IconExternalLink size={14} aria-hidden />}
          >
            Open {called.title}
          </Button>
        </div>
      )}
      <SelectField
        field="config.wait"
        label="Then"
        value={config.wait ? "wait" : "goOn"}
        choices={[
          { value: "wait", label: "Wait for its output" },
          { value: "goOn", label: "Start it and go on" },
        ]}
        hint={config.wait ? "The node's value is the output." : "The node's value is the id of the run."}
        onChange={(next) => change("config.wait", { ...config, wait: next === "wait" })}
      />
      <ObjectInput
        {...shared}
        field="config.input"
        label="Input"
        schema={called?.inputSchema}
        isRequired
        value={config.input}
        onChange={(input, field) => change(field, { ...config, input: input ?? { expression: "" } })}
      />
      <ValueInput
        {...shared}
        field="config.instanceId"
        label="Id of the run"
        schema={TEXT}
        placeholder="one of its own"
        hint="A second run with an id that is taken fails the node."
        value={config.instanceId}
        onChange={(instanceId) => change("config.instanceId", withSetting(config, "instanceId", instanceId))}
      />
      <TextField
        field="config.version"
        label="Version"
        value={config.version ?? ""}
        placeholder="as it is when this workflow is started"
        isCode
        problems={problemsAt(diagnostics, node.id, "config.version")}
        onChange={(version) =>
          change("config.version", withSetting(config, "version", version === "" ? undefined : version.slice(0, 100)))
        }
      />
    </div>
  );
}
