"use client";

import type { Diagnostic, GraphNode } from "@dacapo/engine/compiler";
import { ActionIcon, Menu, Textarea } from "@mantine/core";
import { IconCopy, IconDots, IconPlugConnected, IconPower, IconTrash } from "@tabler/icons-react";
import { useMemo } from "react";
import { renameNode } from "../document/commands/rename-node";
import { setNotes } from "../document/commands/set-notes";
import { setParent } from "../document/commands/set-parent";
import { setDisabled } from "../document/commands/set-step-policy";
import { ancestorsOf } from "../document/document";
import { faceOf } from "../document/face";
import { isContainer, isDecoration } from "../document/geometry";
import { type KnownName, knownNames } from "../document/known-names";
import { isStep, isWork } from "../document/node-settings";
import { whyNotInside } from "../document/parent-rules";
import { allPortsOf } from "../document/ports";
import { NodeIcon } from "../nodes/icon";
import { useDesigner, useDesignerState } from "../session/designer-context";
import { Connections } from "./connections";
import classes from "./inspector.module.css";
import { NodeForm } from "./node-form";
import { NodeTypesProvider } from "./node-types";
import { Section } from "./section";
import { StepPolicy } from "./step-policy";
import { WorkPolicy } from "./work-policy";

interface NodeInspectorProps {
  readonly node: GraphNode;
  readonly diagnostics: readonly Diagnostic[];
  readonly onDuplicate: () => void;
  readonly onDelete: () => void;
  readonly onLeave: () => void;
}

/** Everything about one node. */
export function NodeInspector({ node, diagnostics, onDuplicate, onDelete, onLeave }: NodeInspectorProps) {
  const { store, index } = useDesigner();
  const graph = useDesignerState((state) => state.document.graph);
  const face = faceOf(node, index);
  const known = useMemo(() => knownNames(graph, node.id, index), [graph, node.id, index]);
  const problems = diagnostics.filter((problem) => problem.nodeId === node.id);
  const nameProblem = problems.find((problem) => problem.field === "name");
  const containers = graph.nodes.filter(
    (other) =>
      isContainer(other.type) &&
      other.id !== node.id &&
      !ancestorsOf(graph, other.id).includes(node.id) &&
      whyNotInside(graph, node, other) === undefined,
  );

  return (
    <>
      <header className={classes.head}>
        <span className={classes.headTile} data-kind={face.kind}>
          <NodeIcon name={face.icon} size={18} />
        </span>
        <div className={classes.headText} data-field="name">
          <input
            className={classes.name}
            aria-label="Name"
            aria-invalid={nameProblem !== undefined}
            value={node.name}
            spellCheck={false}
            onKeyDown={(event) => {
              if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) onLeave();
            }}
            onChange={(event) =>
              store.run(
                "Rename",
                (document) => renameNode(document, node.id, event.currentTarget.value),
                `${node.id} name`,
              )
            }
          />
          <p
            className={`${classes.hint} ${classes.clip}`}
            data-invalid={nameProblem !== undefined}
            title={nameProblem?.message}
          >
            {nameProblem?.message ??
              kindText(
                node,
                index.activities.get(node.type === "activity" ? node.config.activity : "")?.effects,
                face.typeTitle,
              )}
          </p>
        </div>
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon aria-label="More">
              <IconDots size={16} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              leftSection={<IconPlugConnected size={14} aria-hidden />}
              disabled={allPortsOf(node).length === 0}
              onClick={() => store.focusField(node.id, "connect")}
            >
              Connect to…
            </Menu.Item>
            <Menu.Item leftSection={<IconCopy size={14} aria-hidden />} onClick={onDuplicate}>
              Duplicate
            </Menu.Item>
            {isStep(node) && (
              <Menu.Item
                leftSection={<IconPower size={14} aria-hidden />}
                onClick={() =>
                  store.run(`Switch ${node.name} ${node.disabled === true ? "on" : "off"}`, (document) =>
                    setDisabled(document, new Set([node.id]), node.disabled !== true),
                  )
                }
              >
                {node.disabled === true ? "Switch on" : "Switch off"}
              </Menu.Item>
            )}
            {containers
              .filter((container) => container.id !== node.parent)
              .map((container) => (
                <Menu.Item
                  key={container.id}
                  onClick={() =>
                    store.run(`Move ${node.name} into ${container.name}`, (document) =>
                      setParent(document, node.id, container.id),
                    )
                  }
                >
                  Move into {container.name}
                </Menu.Item>
              ))}
            {node.parent !== undefined && whyNotInside(graph, node, undefined) === undefined && (
              <Menu.Item
                onClick={() =>
                  store.run(`Move ${node.name} out`, (document) => setParent(document, node.id, undefined))
                }
              >
                Move out of the container
              </Menu.Item>
            )}
            <Menu.Divider />
            <Menu.Item color="red" leftSection={<IconTrash size={14} aria-hidden />} onClick={onDelete}>
              Delete
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </header>
      <div className={classes.body}>
        {node.type !== "start" && !isDecoration(node.type) && (
          <Section title="Input" note="what is known here" isOpenAtFirst={known.length <= 6}>
            <KnownNames known={known} />
          </Section>
        )}
        <NodeTypesProvider nodeId={node.id}>
          <Section
            title={node.type === "start" ? "Input of a run" : isDecoration(node.type) ? "On the canvas" : "Parameters"}
          >
            <NodeForm node={node} known={known} diagnostics={diagnostics} />
          </Section>
          {isWork(node) && (
            <Section title="Attempts">
              <WorkPolicy node={node} diagnostics={diagnostics} />
            </Section>
          )}
        </NodeTypesProvider>
        {isStep(node) && (
          <Section title="When it runs" isOpenAtFirst={node.disabled === true || node.join !== undefined}>
            <StepPolicy node={node} />
          </Section>
        )}
        {allPortsOf(node).length > 0 && (
          <Section title="Next">
            <Connections node={node} />
          </Section>
        )}
        {!isDecoration(node.type) && (
          <Section title="Notes" isOpenAtFirst={node.notes !== undefined}>
            <Textarea
              aria-label="Notes"
              autosize
              minRows={2}
              maxRows={12}
              placeholder="What the next reader should know"
              value={node.notes ?? ""}
              onChange={(event) =>
                store.run(
                  "Edit notes",
                  (document) => setNotes(document, node.id, event.currentTarget.value),
                  `${node.id} notes`,
                )
              }
            />
          </Section>
        )}
      </div>
      {/* Below what is being edited, so that nothing there moves when a problem comes or goes. */}
      {problems.length > 0 && (
        <ul
          className={classes.problems}
          aria-label="Problems of this node"
          data-severity={problems.some((problem) => problem.severity === "error") ? "error" : "warning"}
        >
          {problems.map((problem) => (
            <li
              key={`${problem.code} ${problem.field ?? ""} ${problem.message}`}
              className={classes.problem}
              data-severity={problem.severity}
            >
              <button type="button" onClick={() => store.focusField(node.id, problem.field ?? "name")}>
                {problem.message}
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function KnownNames({ known }: { readonly known: readonly KnownName[] }) {
  if (known.length === 0) return <p className={classes.hint}>Nothing is finished before this node.</p>;
  return (
    <ul className={classes.known}>
      {known.map((name) => (
        <li key={name.name}>
          <code>{name.name}</code>
          <span>{name.detail}</span>
        </li>
      ))}
    </ul>
  );
}

function kindText(node: GraphNode, effects: "idempotent" | "external" | undefined, typeTitle: string): string {
  if (node.type === "activity")
    return `activity · ${node.config.activity} · ${effects === "idempotent" ? "repeats change nothing" : "at least once"}`;
  if (isWork(node)) return `${typeTitle} · at least once`;
  return typeTitle;
}
