"use client";

import type { Diagnostic } from "@dacapo/engine/compiler";
import type { Json } from "@dacapo/engine/model";
import { useRouter } from "next/navigation";
import { useCallback, useMemo, useRef, useState } from "react";
import { ResizablePanel } from "@/app/_ui/resizable-panel";
import { useRemembered } from "@/app/_ui/use-remembered";
import { BottomPanel, type BottomTab } from "./bottom/bottom-panel";
import { useViewport } from "./canvas/use-viewport";
import { WorkflowCanvas } from "./canvas/workflow-canvas";
import { ConflictBanner } from "./conflict-banner";
import { DesignerTopBar } from "./designer-top-bar";
import { withDraftProblems } from "./document/drafts";
import { paletteEntries } from "./document/palette-entries";
import { edgesWithProblems, problemsByNode, whyNotRun } from "./document/problems";
import { NOTHING_SELECTED, onlyNode, selectNodes } from "./document/selection";
import { withTypeFindings } from "./document/type-findings";
import { FirstStep } from "./first-step";
import { Inspector } from "./inspector/inspector";
import { NodePicker } from "./palette/node-picker";
import { Palette, PaletteGhost } from "./palette/palette";
import { useAddNode } from "./palette/use-add-node";
import { RunDialog, type StartRefusal } from "./run/run-dialog";
import type { Autosave } from "./session/autosave";
import { useDesigner, useDesignerState } from "./session/designer-context";
import { useAutosave } from "./session/use-autosave";
import { useCanvasGestures } from "./session/use-canvas-gestures";
import { useCheck } from "./session/use-check";
import { useClipboardCommands } from "./session/use-clipboard-commands";
import { useNotice } from "./session/use-notice";
import { useShortcutActions } from "./session/use-shortcut-actions";
import { useTidy } from "./session/use-tidy";
import { useTypeCheck } from "./session/use-type-check";
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

/** The designer: palette, canvas, inspector, and below the canvas what is wrong and what it compiles to. */
export function WorkflowDesigner({ workflowId, autosave, sampleInput, startRun }: WorkflowDesignerProps) {
  const router = useRouter();
  const { store, catalog, index, types } = useDesigner();
  const document = useDesignerState((state) => state.document);
  const selection = useDesignerState((state) => state.selection);
  const drafts = useDesignerState((state) => state.drafts);
  const saveState = useAutosave(autosave, store);
  const compiled = useCheck(document.graph, catalog);
  const typeFindings = useTypeCheck(document.graph, types);
  const [tab, setTab] = useRemembered("designer.bottom", "code", BOTTOM_TABS);
  const [palette, setPalette] = useRemembered("designer.palette", "open", PALETTE_STATES);
  const [isRunOpen, setIsRunOpen] = useState(false);
  const [isSheetOpen, setIsSheetOpen] = useState(false);
  const [notice, say] = useNotice();
  const search = useRef<HTMLInputElement>(null);
  const documentNow = useCallback(() => store.getState().document, [store]);
  const viewport = useViewport(documentNow);
  const clipboard = useClipboardCommands(store, say);
  const adding = useAddNode(viewport);
  const gestures = useCanvasGestures(store, say, adding.openPicker);
  const tidyUp = useTidy(store, viewport.fit, say);

  const hasStart = document.graph.nodes.some((node) => node.type === "start");
  const entries = useMemo(() => paletteEntries(catalog, hasStart), [catalog, hasStart]);
  const checked = useMemo(
    () => ({
      ...compiled,
      diagnostics: withTypeFindings(
        withDraftProblems(compiled.diagnostics, drafts, document.graph),
        typeFindings,
        document.graph,
      ),
    }),
    [compiled, typeFindings, drafts, document.graph],
  );
  const problems = useMemo(() => problemsByNode(checked.diagnostics), [checked.diagnostics]);
  const problemEdges = useMemo(() => edgesWithProblems(checked.diagnostics), [checked.diagnostics]);
  const runObstacle = whyNotRun(checked.diagnostics);

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

  const chooseNode = useCallback(
    (nodeId: string) => {
      store.select(() => selectNodes([nodeId]));
      viewport.reveal(nodeId);
    },
    [store, viewport],
  );
  const chooseProblem = useCallback(
    ({ nodeId, edgeId, field }: Diagnostic) => {
      if (nodeId !== undefined) viewport.reveal(nodeId);
      if (edgeId !== undefined) store.select(() => ({ nodeIds: new Set(), edgeIds: new Set([edgeId]) }));
      else if (nodeId === undefined) store.select(() => NOTHING_SELECTED);
      else store.focusField(nodeId, field ?? "name");
    },
    [store, viewport],
  );

  const leaveInspector = useCallback(() => {
    const nodeId = onlyNode(store.getState().selection);
    if (nodeId === undefined) store.select(() => NOTHING_SELECTED);
    else viewport.focus(nodeId);
  }, [store, viewport]);

  useShortcutActions(store, viewport, clipboard, {
    run: openRun,
    search: () => {
      setPalette("open");
      requestAnimationFrame(() => search.current?.focus());
    },
    add: adding.openUsualPicker,
    tidy: tidyUp,
    problems: () => setTab("problems"),
    help: () => setIsSheetOpen(true),
  });

  const isIdle = selection.nodeIds.size === 0 && selection.edgeIds.size === 0;
  return (
    <div className={classes.screen}>
      <DesignerTopBar
        workflowId={workflowId}
        saveState={saveState}
        runObstacle={runObstacle}
        onRun={openRun}
        onTidy={tidyUp}
        code={checked.isCurrent ? checked.code?.code : undefined}
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
          onPick={adding.addUsually}
          onGrab={adding.grab}
          searchRef={search}
        />
        <div className={classes.middle}>
          <div className={classes.canvas} ref={viewport.canvas}>
            <WorkflowCanvas
              mode="edit"
              document={document}
              index={index}
              selection={selection}
              problems={problems}
              problemEdges={problemEdges}
              gestures={gestures}
              hover={adding.hover}
              onOpen={viewport.open}
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
            <Inspector
              diagnostics={checked.diagnostics}
              onDuplicate={clipboard.duplicate}
              onDelete={clipboard.remove}
              onLeave={leaveInspector}
            />
          </ResizablePanel>
        </div>
      </main>
      {adding.drag !== undefined && (
        <PaletteGhost entry={adding.drag.entry} x={adding.drag.at.x} y={adding.drag.at.y} />
      )}
      {adding.picker !== undefined && (
        <NodePicker
          at={adding.picker.screen}
          entries={
            adding.picker.place?.after === undefined
              ? entries
              : entries.filter((entry) => entry.template.type !== "start")
          }
          onClose={adding.closePicker}
          onPick={adding.pick}
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
