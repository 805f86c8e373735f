"use client";

import type { Diagnostic, Value } from "@dacapo/engine/compiler";
import { ActionIcon, Button } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { whyNotKey } from "@/app/_wire/unsendable-names";
import type { KnownName } from "../document/known-names";
import { uniqueName } from "../document/unique-name";
import { useDesigner } from "../session/designer-context";
import classes from "./inspector.module.css";
import { TextField } from "./text-field";
import { useDraft } from "./use-draft";
import { ValueInput } from "./value-input";

interface NamedValuesProps {
  readonly nodeId: string;
  readonly field: string;
  readonly title: string;
  /** What one of them is called. */
  readonly itemWord: string;
  readonly values: Readonly<Record<string, Value>>;
  readonly known: readonly KnownName[];
  readonly diagnostics: readonly Diagnostic[];
  readonly onChange: (values: Record<string, Value>, field: string) => void;
}

/** Values by name, in the order in which they were added: headers, query parameters. */
export function NamedValues(props: NamedValuesProps) {
  const { nodeId, field, title, itemWord, values, known, diagnostics, onChange } = props;
  const { store } = useDesigner();
  const entries = Object.entries(values);
  return (
    <div className={classes.field} data-field={field}>
      <div className={classes.label}>
        <span>{title}</span>
      </div>
      {entries.map(([name, value], index) => {
        // A value is its place in the list: its name changes while it is typed.
        const place = `${field}.${index}`;
        return (
          <div key={place} className={classes.card}>
            <div className={classes.row}>
              <div className={classes.grow}>
                <NameOfValue
                  nodeId={nodeId}
                  field={`${field}.${index} name`}
                  label={`Name of ${itemWord} ${index + 1}`}
                  name={name}
                  others={entries.map(([other]) => other).filter((other) => other !== name)}
                  onRename={(next) =>
                    onChange(
                      Object.fromEntries(entries.map((entry) => (entry[0] === name ? [next, value] : entry))),
                      `${field} name`,
                    )
                  }
                />
              </div>
              <ActionIcon
                mt={20}
                aria-label={`Remove ${itemWord} ${name}`}
                onClick={() => {
                  onChange(Object.fromEntries(entries.filter((entry) => entry[0] !== name)), field);
                  store.forgetDrafts(nodeId, field);
                }}
              >
                <IconTrash size={14} aria-hidden />
              </ActionIcon>
            </div>
            <ValueInput
              nodeId={nodeId}
              field={`${field}.${name}`}
              label={`Value of ${name}`}
              schema={TEXT}
              isRequired
              value={value}
              known={known}
              diagnostics={diagnostics}
              onChange={(next) => onChange({ ...values, [name]: next ?? { literal: "" } }, `${field}.${name}`)}
            />
          </div>
        );
      })}
      <div>
        <Button
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() =>
            onChange({ ...values, [uniqueName(itemWord, new Set(Object.keys(values)))]: { literal: "" } }, field)
          }
        >
          Add {itemWord}
        </Button>
      </div>
    </div>
  );
}

const TEXT = { type: "string" };

/** A key: it must differ from its neighbours, so a clash stays a draft until it is resolved. */
function NameOfValue(props: {
  readonly nodeId: string;
  readonly field: string;
  readonly label: string;
  readonly name: string;
  readonly others: readonly string[];
  readonly onRename: (name: string) => void;
}) {
  const { nodeId, field, label, name, others, onRename } = props;
  const [draft, keepDraft] = useDraft(nodeId, field);
  const problemOf = (text: string): string | undefined => {
    if (text === "") return "A name is needed.";
    return others.includes(text) ? `"${text}" is there already.` : whyNotKey(text);
  };
  return (
    <TextField
      field={field}
      label={label}
      value={draft ?? name}
      typingProblem={draft === undefined ? undefined : problemOf(draft)}
      onChange={(text) => {
        const problem = problemOf(text);
        if (problem !== undefined) return keepDraft(text, problem);
        keepDraft(undefined);
        onRename(text);
      }}
    />
  );
}
