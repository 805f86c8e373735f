"use client";

import type { Diagnostic } from "@dacapo/engine/compiler";
import { Button } from "@mantine/core";
import { IconCopy, IconTrash } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { renameWorkflow } from "../document/commands/rename-workflow";
import { edgeById, nodeById } from "../document/document";
import { WORKFLOW } from "../document/drafts";
import { useDesigner, useDesignerState } from "../session/designer-context";
import { focusFieldIn } from "./focus-field";
import classes from "./inspector.module.css";
import { NodeInspector } from "./node-inspector";
import { Section } from "./section";
import { TextField } from "./text-field";
import { useDraft } from "./use-draft";

interface InspectorProps {
  readonly diagnostics: readonly Diagnostic[];
  readonly onDuplicate: () => void;
  readonly onDelete: () => void;
  /** The keyboard goes back to the canvas, to what is selected there. */
  readonly onLeave: () => void;
}

/** Settings of whatever is selected; of the workflow when nothing is. */
export function Inspector(props: InspectorProps) {
  const root = useRef<HTMLElement>(null);
  const focus = useDesignerState((state) => state.focus);
  useEffect(() => {
    if (focus !== undefined && root.current !== null) focusFieldIn(root.current, focus.field);
  }, [focus]);
  return (
    <aside
      ref={root}
      className={classes.inspector}
      aria-label="Inspector"
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented) return;
        // A menu of the inspector is drawn elsewhere on the page; its Escape closes it alone.
        if (event.target instanceof Node && root.current?.contains(event.target) !== true) return;
        event.preventDefault();
        props.onLeave();
      }}
    >
      <Content {...props} />
    </aside>
  );
}

function Content(props: InspectorProps) {
  const selection = useDesignerState((state) => state.selection);
  const graph = useDesignerState((state) => state.document.graph);
  const [nodeId] = selection.nodeIds;
  const [edgeId] = selection.edgeIds;
  const node = nodeId === undefined ? undefined : nodeById(graph, nodeId);
  if (node !== undefined && selection.nodeIds.size === 1) return <NodeInspector key={node.id} node={node} {...props} />;
  const edge = edgeId === undefined ? undefined : edgeById(graph, edgeId);
  if (selection.nodeIds.size > 1) return <Several title={`${selection.nodeIds.size} nodes`} canDuplicate {...props} />;
  if (edge !== undefined && selection.edgeIds.size === 1) {
    const from = nodeById(graph, edge.from)?.name ?? edge.from;
    const to = nodeById(graph, edge.to)?.name ?? edge.to;
    const port = edge.port === "out" ? "" : ` (${edge.port})`;
    return (
      <Several
        title={`${from}${port} → ${to}`}
        note="An edge is order: what is at its end waits for what is at its beginning."
        {...props}
      />
    );
  }
  if (selection.edgeIds.size > 1) return <Several title={`${selection.edgeIds.size} edges`} {...props} />;
  return <WorkflowSettings />;
}

function Several(
  props: InspectorProps & { readonly title: string; readonly note?: string; readonly canDuplicate?: boolean },
) {
  const { title, note, canDuplicate = false, onDuplicate, onDelete } = props;
  return (
    <>
      <header className={classes.head}>
        <b className={classes.clip}>{title}</b>
      </header>
      <div className={classes.section}>
        {note !== undefined && <p className={classes.hint}>{note}</p>}
        <div className={classes.row} style={{ marginTop: 8 }}>
          {canDuplicate && (
            <Button variant="default" leftSection={<IconCopy size={14} aria-hidden />} onClick={onDuplicate}>
              Duplicate
            </Button>
          )}
          <Button variant="default" leftSection={<IconTrash size={14} aria-hidden />} onClick={onDelete}>
            Delete
          </Button>
        </div>
      </div>
    </>
  );
}

function nameProblem(name: string): string | undefined {
  return name.trim() === "" ? "A workflow needs a name." : undefined;
}

function WorkflowSettings() {
  const { store } = useDesigner();
  const graph = useDesignerState((state) => state.document.graph);
  const [draft, keepDraft] = useDraft(WORKFLOW, "workflow name");
  const start = graph.nodes.find((node) => node.type === "start");
  return (
    <>
      <header className={classes.head}>
        <div className={classes.headText}>
          <b className={classes.clip}>{graph.name}</b>
          <p className={classes.hint}>
            workflow · {graph.nodes.length} {graph.nodes.length === 1 ? "node" : "nodes"} · {graph.edges.length}{" "}
            {graph.edges.length === 1 ? "edge" : "edges"}
          </p>
        </div>
      </header>
      <div className={classes.body}>
        <Section title="Workflow">
          <TextField
            field="workflow name"
            label="Workflow name"
            value={draft ?? graph.name}
            typingProblem={draft === undefined ? undefined : nameProblem(draft)}
            onChange={(name) => {
              keepDraft(name.trim() === name && name !== "" ? undefined : name, nameProblem(name));
              store.run("Rename the workflow", (document) => renameWorkflow(document, name), "workflow name");
            }}
          />
        </Section>
        {start !== undefined && (
          <Section title="Input of a run">
            <p className={classes.hint}>The start node says what a run&apos;s input looks like.</p>
            <Button mt={8} variant="default" onClick={() => store.focusField(start.id, "inputSchema")}>
              Edit the input
            </Button>
          </Section>
        )}
        <div className={classes.section}>
          <p className={classes.hint}>
            Select a node to edit it. A click in the palette adds a node after the selected one, or at the only loose
            end.
          </p>
        </div>
      </div>
    </>
  );
}
