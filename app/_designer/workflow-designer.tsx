"use client";

import type { Diagnostic, Port } from "@dacapo/engine/compiler";
import type { Json } from "@dacapo/engine/model";
import type { ReactFlowInstance } from "@xyflow/react";
import { useRouter } from "next/navigation";
import { useCallback, useMemo, useRef, useState } from "react";
import { ResizablePanel } from "@/app/_ui/resizable-panel";
import { BottomPanel, type BottomTab } from "./bottom/bottom-panel";
import { edgeUnder } from "./canvas/edge-under";
import type { CanvasGestures, CanvasPoint } from "./canvas/edit-canvas";
import type { FlowEdge, FlowNode } from "./canvas/flow-types";
import { reveal } from "./canvas/reveal";
import { WorkflowCanvas } from "./canvas/workflow-canvas";
import { ConflictBanner } from "./conflict-banner";
import { DesignerTopBar } from "./designer-top-bar";
import { connectNodes } from "./document/commands/connect-nodes";
import { dropNodes } from "./document/commands/drop-nodes";
import { insertOnEdge } from "./document/commands/insert-on-edge";
import { nudgeNodes } from "./document/commands/move-nodes";
import { resizeContainer } from "./document/commands/resize-container";
import { tidy } from "./document/commands/tidy";
import { whyNotConnect } from "./document/connection-rules";
import type { Position } from "./document/document";
import { containerAt, GRID } from "./document/geometry";
import { type PaletteEntry, paletteEntries } from "./document/palette-entries";
import { type Place, placeNode } from "./document/placement";
import { edgesWithProblems, problemsByNode, whyNotRun } from "./document/problems";
import { NOTHING_SELECTED, onlyNode, selectAll, selectNodes } from "./document/selection";
import { Inspector } from "./inspector/inspector";
import { NodePicker } from "./palette/node-picker";
import { Palette, PaletteGhost } from "./palette/palette";
import { usePaletteDrag } from "./palette/use-palette-drag";
import { RunDialog, type StartRefusal } from "./run/run-dialog";
import type { Autosave } from "./session/autosave";
import { useDesigner, useDesignerState } from "./session/designer-context";
import type { ShortcutAction } from "./session/shortcuts";
import { tidyLayout } from "./session/tidy-layout";
import { useAutosave } from "./session/use-autosave";
import { useCheck } from "./session/use-check";
import { useClipboardCommands } from "./session/use-clipboard-commands";
import { useNotice } from "./session/use-notice";
import { useRemembered } from "./session/use-remembered";
import { useShortcuts } from "./session/use-shortcuts";
import { ShortcutSheet } from "./shortcut-sheet";
import classes from "./workflow-designer.module.css";

interface WorkflowDesignerProps {
  readonly workflowId: string;
  readonly autosave: Autosave;
  readonly sampleInput: Json | undefined;
  readonly startRun: (
    input: Json,
    requestId: string,
  ) => Promise<{ readonly runId: string } | { readonly refusal: StartRefusal }>;
}

const BOTTOM_TABS = ["code", "problems", "closed"] as const;
const PALETTE_STATES = ["open", "closed"] as const;
const NO_EXCLUSION: ReadonlySet<string> = new Set();

/** The designer: palette, canvas, inspector, and below the canvas what is wrong and what it compiles to. */
export function WorkflowDesigner({ workflowId, autosave, sampleInput, startRun }: WorkflowDesignerProps) {
  const router = useRouter();
  const { store, catalog, activities } = useDesigner();
  const document = useDesignerState((state) => state.document);
  const selection = useDesignerState((state) => state.selection);
  const saveState = useAutosave(autosave, store);
  const checked = useCheck(document.graph, catalog);
  const [tab, setTab] = useRemembered("designer.bottom", "code", BOTTOM_TABS);
  const [palette, setPalette] = useRemembered("designer.palette", "open", PALETTE_STATES);
  const [picker, setPicker] = useState<{
    readonly at: CanvasPoint;
    readonly after?: { readonly from: string; readonly port: Port };
  }>();
  const [hover, setHover] = useState<{ readonly containerId?: string; readonly edgeId?: string }>();
  const [isRunOpen, setIsRunOpen] = useState(false);
  const [isSheetOpen, setIsSheetOpen] = useState(false);
  const [notice, say] = useNotice();
  const flow = useRef<ReactFlowInstance<FlowNode, FlowEdge> | undefined>(undefined);
  const canvas = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const { copy, cut, paste, duplicate, remove } = useClipboardCommands(store, say);

  const hasStart = document.graph.nodes.some((node) => node.type === "start");
  const entries = useMemo(() => paletteEntries(catalog, hasStart), [catalog, hasStart]);
  const problems = useMemo(() => problemsByNode(checked.diagnostics), [checked.diagnostics]);
  const problemEdges = useMemo(() => edgesWithProblems(checked.diagnostics), [checked.diagnostics]);
  const runObstacle = whyNotRun(checked.diagnostics);

  const add = useCallback(
    (entry: PaletteEntry, place: Place) => {
      const placed = placeNode(store.getState().document, entry.template, place, activities);
      store.run(`Add ${entry.title}`, () => placed.document);
      store.select(() => selectNodes([placed.nodeId]));
    },
    [store, activities],
  );

  const middle = useCallback((): CanvasPoint => {
    const room = canvas.current?.getBoundingClientRect();
    const screen = { x: (room?.left ?? 0) + (room?.width ?? 0) / 2, y: (room?.top ?? 0) + (room?.height ?? 0) / 2 };
    return { screen, canvas: flow.current?.screenToFlowPosition(screen) ?? { x: 96, y: 160 } };
  }, []);

  const addByClick = useCallback(
    (entry: PaletteEntry) => {
      const state = store.getState();
      const nodeId = onlyNode(state.selection);
      const [edgeId] = state.selection.edgeIds;
      if (nodeId !== undefined) add(entry, { kind: "after", nodeId });
      else if (edgeId !== undefined && state.selection.edgeIds.size === 1) add(entry, { kind: "edge", edgeId });
      else add(entry, { kind: "at", point: middle().canvas });
    },
    [store, add, middle],
  );

  const onCanvas = (at: Position): Position | undefined => {
    const over = window.document.elementFromPoint(at.x, at.y);
    if (over === null || canvas.current?.contains(over) !== true) return undefined;
    return flow.current?.screenToFlowPosition(at);
  };
  const { drag, grab } = usePaletteDrag({
    onMove: (entry, at) => {
      const point = onCanvas(at);
      const edgeId = point === undefined || entry.template.type === "start" ? undefined : edgeUnder(at);
      const containerId =
        point === undefined ? undefined : containerAt(store.getState().document, point, NO_EXCLUSION)?.id;
      setHover(edgeId !== undefined ? { edgeId } : containerId !== undefined ? { containerId } : undefined);
    },
    onDrop: (entry, at) => {
      const point = onCanvas(at);
      if (point === undefined) return;
      const edgeId = entry.template.type === "start" ? undefined : edgeUnder(at);
      add(entry, edgeId !== undefined ? { kind: "edge", edgeId, point } : { kind: "at", point });
    },
    onEnd: () => setHover(undefined),
  });

  const gestures = useMemo<CanvasGestures>(
    () => ({
      select: store.select,
      moveNodes: (positions) =>
        store.run(positions.size === 1 ? "Move 1 node" : `Move ${positions.size} nodes`, (before) =>
          dropNodes(before, positions),
        ),
      insertOnEdge: (nodeId, edgeId, position) =>
        store.run("Insert on the edge", (before) => insertOnEdge(before, nodeId, edgeId, position)),
      resizeContainer: (nodeId, box, children) =>
        store.run("Resize", (before) => resizeContainer(before, nodeId, box, children)),
      connect: (connection) => {
        const reason = whyNotConnect(store.getState().document.graph, connection);
        if (reason !== undefined) return say(reason);
        store.run("Connect", (before) => connectNodes(before, connection));
      },
      refuseConnection: (connection) => whyNotConnect(store.getState().document.graph, connection),
      connectionRefused: say,
      connectToNew: (from, port, at) => setPicker({ at, after: { from, port } }),
      addAt: (at) => setPicker({ at }),
    }),
    [store, say],
  );

  const openRun = useCallback(() => {
    if (runObstacle === undefined) return setIsRunOpen(true);
    setTab("problems");
  }, [runObstacle, setTab]);

  const start = async (input: Json): Promise<StartRefusal | undefined> => {
    if (!(await autosave.flush()))
      return {
        message: "The workflow could not be saved, so the run was not started. Its edits are kept here.",
        problems: [],
      };
    const started = await startRun(input, crypto.randomUUID());
    if ("refusal" in started) return started.refusal;
    router.push(`/runs/${encodeURIComponent(started.runId)}`);
    return undefined;
  };

  const tidyUp = useCallback(() => {
    const { document: before } = store.getState();
    tidyLayout(before).then(
      (places) => {
        // Nodes that came or went meanwhile are not in what was laid out.
        store.run("Tidy", (now) => (now.graph === before.graph ? tidy(now, places) : now));
        requestAnimationFrame(() => void flow.current?.fitView({ padding: 0.12, maxZoom: 1, minZoom: 0.5 }));
      },
      (failure: unknown) =>
        say(`The nodes could not be laid out: ${failure instanceof Error ? failure.message : String(failure)}`),
    );
  }, [store, say]);

  const chooseProblem = useCallback(
    (problem: Diagnostic) => {
      if (problem.nodeId === undefined) return store.select(() => NOTHING_SELECTED);
      store.focusField(problem.nodeId, problem.field ?? "name");
      if (flow.current !== undefined && canvas.current !== null) reveal(flow.current, canvas.current, problem.nodeId);
    },
    [store],
  );
  const chooseNode = useCallback((nodeId: string) => store.select(() => selectNodes([nodeId])), [store]);

  const nudge = (x: number, y: number, event: KeyboardEvent): boolean => {
    const step = event.shiftKey ? GRID * 4 : GRID;
    if (selection.nodeIds.size === 0) return false;
    store.run("Move", (before) => nudgeNodes(before, selection.nodeIds, { x: x * step, y: y * step }), "nudge");
    return true;
  };

  const walk = (direction: "forward" | "back"): boolean => {
    const from = onlyNode(selection);
    const next = document.graph.edges.find((edge) => (direction === "forward" ? edge.from : edge.to) === from);
    if (from === undefined || next === undefined) return false;
    const nodeId = direction === "forward" ? next.to : next.from;
    chooseNode(nodeId);
    canvas.current?.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(nodeId)}"]`)?.focus();
    return true;
  };

  const act = (action: ShortcutAction, event: KeyboardEvent): boolean => {
    const only = onlyNode(selection);
    switch (action) {
      case "run":
        openRun();
        return true;
      case "undo":
        return store.undo() !== undefined;
      case "redo":
        return store.redo() !== undefined;
      case "copy":
        // A marked text wins: it is what the person sees as selected.
        return window.getSelection()?.isCollapsed === false ? false : copy();
      case "cut":
        return cut();
      case "paste":
        paste();
        return true;
      case "duplicate":
        duplicate();
        return true;
      case "delete":
        remove();
        return true;
      case "select-all":
        store.select(() => selectAll(store.getState().document));
        return true;
      case "clear":
        store.select(() => NOTHING_SELECTED);
        return true;
      case "rename":
        if (only !== undefined) store.focusField(only, "name");
        return only !== undefined;
      case "connect":
        if (only !== undefined) store.focusField(only, "connect");
        return only !== undefined;
      case "search":
        setPalette("open");
        requestAnimationFrame(() => search.current?.focus());
        return true;
      case "add":
        setPicker({ at: middle() });
        return true;
      case "tidy":
        tidyUp();
        return true;
      case "fit":
        void flow.current?.fitView({ padding: 0.12, maxZoom: 1 });
        return true;
      case "fit-selection":
        void flow.current?.fitView({
          nodes: [...selection.nodeIds].map((id) => ({ id })),
          padding: 0.3,
          maxZoom: 1.25,
        });
        return true;
      case "zoom-in":
        void flow.current?.zoomIn();
        return true;
      case "zoom-out":
        void flow.current?.zoomOut();
        return true;
      case "zoom-reset":
        void flow.current?.zoomTo(1);
        return true;
      case "nudge-left":
        return nudge(-1, 0, event);
      case "nudge-right":
        return nudge(1, 0, event);
      case "nudge-up":
        return nudge(0, -1, event);
      case "nudge-down":
        return nudge(0, 1, event);
      case "walk-forward":
        return walk("forward");
      case "walk-back":
        return walk("back");
      case "problems":
        setTab("problems");
        return true;
      case "help":
        setIsSheetOpen(true);
        return true;
    }
  };
  useShortcuts(act);

  const isIdle = selection.nodeIds.size === 0 && selection.edgeIds.size === 0;
  return (
    <div className={classes.screen}>
      <DesignerTopBar
        workflowId={workflowId}
        saveState={saveState}
        runObstacle={runObstacle}
        onRun={openRun}
        onTidy={tidyUp}
      />
      {saveState.kind === "conflict" && (
        <ConflictBanner
          edits={saveState.edits}
          onKeepMine={autosave.keepMine}
          onLoadTheirs={() => {
            const theirs = autosave.loadTheirs();
            if (theirs !== undefined) store.replace(theirs);
          }}
        />
      )}
      <main className={classes.body}>
        <Palette
          entries={entries}
          isOpen={palette === "open"}
          onToggle={() => setPalette(palette === "open" ? "closed" : "open")}
          onPick={addByClick}
          onGrab={grab}
          searchRef={search}
        />
        <div className={classes.middle}>
          <div className={classes.canvas} ref={canvas}>
            <WorkflowCanvas
              mode="edit"
              document={document}
              activities={activities}
              selection={selection}
              problems={problems}
              problemEdges={problemEdges}
              gestures={gestures}
              hover={hover}
              onOpen={(instance) => {
                flow.current = instance;
              }}
              onShowShortcuts={() => setIsSheetOpen(true)}
              overlay={
                <>
                  {document.graph.nodes.length <= 1 && <FirstStep hasStart={hasStart} />}
                  <div aria-live="polite">{notice !== undefined && <p className={classes.notice}>{notice}</p>}</div>
                </>
              }
            />
          </div>
          <BottomPanel
            tab={tab === "closed" ? undefined : tab}
            onTab={(next: BottomTab | undefined) => setTab(next ?? "closed")}
            graph={document.graph}
            checked={checked}
            selectedNodeIds={selection.nodeIds}
            onChooseNode={chooseNode}
            onChooseProblem={chooseProblem}
          />
        </div>
        <div className={classes.inspectorSlot} data-idle={isIdle}>
          <ResizablePanel
            storageKey="inspector"
            label="Inspector width"
            edge="left"
            initialPx={344}
            minPx={280}
            maxPx={640}
          >
            <Inspector diagnostics={checked.diagnostics} onDuplicate={duplicate} onDelete={remove} />
          </ResizablePanel>
        </div>
      </main>
      {drag !== undefined && <PaletteGhost entry={drag.entry} x={drag.at.x} y={drag.at.y} />}
      {picker !== undefined && (
        <NodePicker
          at={picker.at.screen}
          entries={picker.after === undefined ? entries : entries.filter((entry) => entry.template.type !== "start")}
          onClose={() => setPicker(undefined)}
          onPick={(entry) => {
            setPicker(undefined);
            add(entry, {
              kind: "at",
              point: picker.at.canvas,
              ...(picker.after !== undefined && { after: picker.after }),
            });
          }}
        />
      )}
      {isRunOpen && (
        <RunDialog
          graph={document.graph}
          sampleInput={sampleInput}
          onClose={() => setIsRunOpen(false)}
          onStart={start}
        />
      )}
      {isSheetOpen && <ShortcutSheet onClose={() => setIsSheetOpen(false)} />}
    </div>
  );
}

function FirstStep({ hasStart }: { readonly hasStart: boolean }) {
  return (
    <p className={classes.empty}>
      <b>{hasStart ? "What happens first?" : "A workflow begins with a start node"}</b>
      Drag a node from the palette, or select the start node and click one there. Drag from a port into the empty canvas
      to add the next.
    </p>
  );
}
