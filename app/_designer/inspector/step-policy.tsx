"use client";

import type { Join } from "@dacapo/engine/compiler";
import { setDisabled, setJoin } from "../document/commands/set-step-policy";
import type { StepNode } from "../document/node-settings";
import { useDesigner, useDesignerState } from "../session/designer-context";
import classes from "./inspector.module.css";
import { NumberField } from "./number-field";
import { SelectField } from "./select-field";
import { SwitchField } from "./switch-field";

const KINDS = [
  { value: "all", label: "All have settled, and one lives" },
  { value: "any", label: "One lives" },
  { value: "count", label: "So many live" },
] as const;

/** When a node begins, and whether it does anything at all. */
export function StepPolicy({ node }: { readonly node: StepNode }) {
  const { store } = useDesigner();
  const incoming = useDesignerState(
    (state) => state.document.graph.edges.filter((edge) => edge.to === node.id && edge.port !== "undo").length,
  );
  const set = (join: Join | undefined, field: string) =>
    store.run(`Change when ${node.name} begins`, (document) => setJoin(document, node.id, join), `${node.id} ${field}`);
  const join = node.join ?? { kind: "all" };
  const rest = join.kind === "all" ? undefined : join.rest;
  const withRest = rest === undefined ? {} : { rest };
  return (
    <div className={classes.fields}>
      {(incoming > 1 || node.join !== undefined) && (
        <>
          <SelectField
            field="join"
            label={`Of its ${incoming} incoming edges, begins when`}
            value={join.kind}
            choices={KINDS}
            hint={
              join.kind === "all"
                ? "An edge settles when what is before it has finished, was skipped, or went another way."
                : "What lies on the other ways reads as possibly undefined here."
            }
            onChange={(kind) => {
              if (kind === "all") return set(undefined, "join");
              set(kind === "any" ? { kind, ...withRest } : { kind, count: Math.max(incoming, 1), ...withRest }, "join");
            }}
          />
          {join.kind === "count" && (
            <NumberField
              nodeId={node.id}
              field="join.count"
              label="So many"
              value={join.count}
              min={1}
              max={1_000}
              isInteger
              isRequired
              suffix={`of ${incoming}`}
              onChange={(count) => count !== undefined && set({ ...join, count }, "join.count")}
            />
          )}
          {join.kind !== "all" && (
            <SelectField
              field="join.rest"
              label="What is not waited for"
              value={rest ?? "goOn"}
              choices={[
                { value: "goOn", label: "Goes on beside it" },
                { value: "cancel", label: "Is cancelled" },
              ]}
              hint="The nodes before this one that nothing else waits for."
              onChange={(next) => {
                const { rest: _before, ...bare } = join;
                set(next === "cancel" ? { ...bare, rest: next } : bare, "join.rest");
              }}
            />
          )}
        </>
      )}
      <SwitchField
        field="disabled"
        label="Taking part"
        says="Switched off"
        hint="A run goes by a node that is off, as if it had no value."
        isOn={node.disabled === true}
        onChange={(isOff) =>
          store.run(`Switch ${node.name} ${isOff ? "off" : "on"}`, (document) =>
            setDisabled(document, new Set([node.id]), isOff),
          )
        }
      />
    </div>
  );
}
