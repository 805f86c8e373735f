"use client";

import type { NodeOf } from "@dacapo/engine/compiler";
import { problemsAt } from "../document/problems";
import { uniqueName } from "../document/unique-name";
import { CodeInput } from "../expression/code-input";
import { useTypesOfText } from "../expression/use-types-of-text";
import { CardList } from "./card-list";
import { Field } from "./field";
import type { FormProps } from "./form-props";
import classes from "./inspector.module.css";
import { NumberField } from "./number-field";
import { SelectField } from "./select-field";
import { TextField } from "./text-field";
import { ValueInput } from "./value-input";
import { withSetting } from "./with-setting";

export function CodeForm({ node, known, diagnostics, change }: FormProps<NodeOf<"code">>) {
  const { config } = node;
  const problems = problemsAt(diagnostics, node.id, "config.source");
  const types = useTypesOfText(node.id, "config.source");
  return (
    <div className={classes.fields}>
      <SelectField
        field="config.language"
        label="Language"
        value={config.language}
        choices={[
          { value: "javascript", label: "JavaScript" },
          { value: "typescript", label: "TypeScript" },
        ]}
        onChange={(language) => change("config.language", { ...config, language })}
      />
      <CardList
        nodeId={node.id}
        field="config.inputs"
        title="Inputs"
        hint="The code reads these by name, and nothing else of the run."
        itemWord="input"
        items={config.inputs}
        nameOf={(input, index) => `input ${input.name || index + 1}`}
        makeItem={() => ({
          name: uniqueName("value", new Set(config.inputs.map((input) => input.name))),
          value: { expression: "" },
        })}
        onChange={(inputs, field) => change(field, { ...config, inputs })}
      >
        {(input, index, path, replace) => ({
          first: (
            <TextField
              field={`${path}.name`}
              label={`Name of input ${index + 1}`}
              isCode
              value={input.name}
              problems={problemsAt(diagnostics, node.id, `${path}.name`)}
              onChange={(name) => replace({ ...input, name: name.slice(0, 80) }, `${path}.name`)}
            />
          ),
          rest: (
            <ValueInput
              nodeId={node.id}
              field={`${path}.value`}
              label={`Value of ${input.name || `input ${index + 1}`}`}
              isRequired
              startsAs="expression"
              value={input.value}
              known={known}
              diagnostics={diagnostics}
              onChange={(value) => replace({ ...input, value: value ?? { expression: "" } }, `${path}.value`)}
            />
          ),
        })}
      </CardList>
      <Field
        field="config.source"
        label="Code"
        isRequired
        hint="The body of a function. It runs in a sandbox: no network, no files, no clock of yours. What it returns is the value."
        problems={problems}
      >
        <div
          className={classes.control}
          data-code
          data-invalid={problems.some((problem) => problem.severity === "error")}
        >
          <CodeInput
            key={config.language}
            label="Code"
            language={config.language}
            value={config.source}
            inputs={config.inputs.map((input) => input.name)}
            problems={problems}
            types={types}
            onChange={(source) => change("config.source", { ...config, source })}
          />
        </div>
      </Field>
      <NumberField
        nodeId={node.id}
        field="config.memoryMb"
        label="Memory"
        value={config.memoryMb}
        min={1}
        max={512}
        isInteger
        suffix="MB at most"
        placeholder="as usual"
        onChange={(memoryMb) => change("config.memoryMb", withSetting(config, "memoryMb", memoryMb))}
      />
    </div>
  );
}
