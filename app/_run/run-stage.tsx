"use client";

import { isFinished } from "@dacapo/engine/model";
import { describeEvent } from "@dacapo/engine/timeline";
import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTRPC } from "@/app/_client/trpc";
import type { Following } from "@/app/_client/use-run-events";
import type { RunView } from "@/app/_server/api-types";
import { ErrorNote } from "@/app/_ui/error-note";
import { ResizablePanel } from "@/app/_ui/resizable-panel";
import { stateWord } from "@/app/_ui/state";
import { WorkflowCanvas } from "../_designer/canvas/workflow-canvas";
import { usePlacedLayout } from "../_designer/session/use-placed";
import { EventList } from "../_timeline/view/event-list";
import { Timeline } from "../_timeline/view/timeline";
import { CanvasLegend } from "./canvas-legend";
import { ConnectionBanner } from "./connection-banner";
import { PastBanner } from "./past-banner";
import { indexGraph } from "./projection/graph-index";
import { runningActivities } from "./projection/node-runs";
import type { CanvasMoment } from "./projection/node-views";
import { eventAt, isPast, lookAt } from "./projection/position";
import { shownStatus } from "./projection/run-words";
import { RunPanel } from "./run-panel";
import classes from "./run-screen.module.css";
import { RunTopBar } from "./run-top-bar";
import { SelectionInspector } from "./selection-inspector";
import { useCanvasState } from "./use-canvas-state";
import { useEscape } from "./use-escape";
import { useEventKeys } from "./use-event-keys";
import { useLiveNowMs } from "./use-live-now";
import { useReplay } from "./use-replay";
import { useRunPlace } from "./use-run-place";

interface RunStageProps {
  readonly run: RunView;
  readonly following: Following;
  /** Something was done to the run; what was read of it is to be read again. */
  readonly onChanged: () => void;
}

const NO_CONTAINERS = {};
/** Up to here a graph needs no small map of itself. */
const SMALL_GRAPH_NODES = 30;
const TIMELINE_PX = 422;
const TIMELINE_SHORT_PX = 286;

/** The run on its own graph: one event is looked at, and everything on the screen is as it was after it. */
export function RunStage({ run, following, onChanged }: RunStageProps) {
  const trpc = useTRPC();
  const catalog = useQuery(trpc.catalog.get.queryOptions({}));
  const index = useMemo(() => (run.graph === undefined ? undefined : indexGraph(run.graph)), [run.graph]);
  const layout = usePlacedLayout(run);
  const replay = useReplay(following.events, index?.containerNames ?? NO_CONTAINERS);
  const [place, setPlace] = useRunPlace();
  const [pickedKey, setPickedKey] = useState<string>();

  const { latest } = replay;
  const status = replay.length === 0 ? run.status : latest.status;
  const finished = isFinished(status);
  const seq = eventAt(place.position, replay.length);
  const past = isPast(place.position, replay.length);
  const state = useMemo(() => replay.stateAt(seq), [replay, seq]);
  const isLive = !finished && !past;
  const nowMs = useLiveNowMs(!finished, latest.atMs ?? run.updatedAtMs);
  const momentMs = isLive ? nowMs : (state.atMs ?? run.createdAtMs);

  const moment = useMemo<CanvasMoment | undefined>(
    () =>
      index === undefined
        ? undefined
        : {
            index,
            state,
            nowMs: momentMs,
            ...(run.sourceMap !== undefined && { sourceMap: run.sourceMap }),
          },
    [index, state, momentMs, run.sourceMap],
  );
  const canvas = useCanvasState(moment);

  const selectedId = place.selected === undefined ? undefined : index?.nodeByName.get(place.selected)?.id;
  const select = (name: string | undefined, key?: string) => {
    setPickedKey(key);
    setPlace((before) => ({ position: before.position, ...(name !== undefined && { selected: name }) }));
  };
  const selectId = (nodeId: string | undefined) =>
    select(nodeId === undefined ? undefined : index?.nodeById.get(nodeId)?.name);
  const look = (at: number) => setPlace((before) => ({ ...before, position: lookAt(at, replay.length) }));
  const returnToEnd = () => setPlace((before) => ({ ...before, position: "follow" }));
  useEscape(() => {
    if (past) returnToEnd();
    else select(undefined);
  });

  useEventKeys(seq, replay.length, look);

  const isShort = useMediaQuery("(max-height: 760px)", false);
  const event = replay.events[seq - 1];
  const shared = { replay, position: seq, onPosition: look, selectedNode: place.selected };
  const panel = (
    <RunPanel
      timeline={<Timeline {...shared} live={!finished} onSelectNode={select} />}
      events={<EventList {...shared} />}
      eventCount={replay.length}
      code={run.code}
      sourceMap={run.sourceMap}
      selectedNodeId={selectedId}
      selectedName={place.selected}
      onSelectNodeId={selectId}
    />
  );

  return (
    <div className={classes.screen}>
      <RunTopBar
        run={run}
        state={shownStatus(status)}
        isFinished={finished}
        durationMs={(latest.endedAtMs ?? run.completedAtMs ?? nowMs) - (latest.startedAtMs ?? run.createdAtMs)}
        activitiesInTheAir={runningActivities(latest)}
        onCancelled={onChanged}
      />
      <main className={classes.body}>
        <div className={classes.left}>
          {following.connection === "reconnecting" && <ConnectionBanner eventCount={replay.length} />}
          {past && (
            <PastBanner
              seq={seq}
              eventCount={replay.length}
              words={event === undefined ? "" : describeEvent(event, replay.latest).label}
              isFinished={finished}
              onReturn={returnToEnd}
            />
          )}
          {following.error !== undefined && (
            <div className={classes.note}>
              <ErrorNote title="The run's events can no longer be followed.">{following.error.message}</ErrorNote>
            </div>
          )}
          {run.graph === undefined || run.layout === undefined ? (
            <>
              <p className={classes.noCanvas}>
                This run was started from code that was not drawn here, so there is no graph to show it on. Its timeline
                and its events are complete.
              </p>
              <div className={classes.panelFull}>{panel}</div>
            </>
          ) : (
            <>
              <section
                className={classes.canvas}
                aria-label="Graph"
                data-past={past ? "" : undefined}
                data-small={run.graph.nodes.length <= SMALL_GRAPH_NODES ? "" : undefined}
              >
                {layout !== undefined && (
                  <WorkflowCanvas
                    mode="view"
                    graph={run.graph}
                    layout={layout}
                    nodeViews={canvas.nodeViews}
                    edgeStates={canvas.edgeStates}
                    selectedNodeId={selectedId}
                    onSelectNode={selectId}
                    catalog={catalog.data}
                  />
                )}
                <CanvasLegend views={canvas.nodeViews} />
              </section>
              <ResizablePanel
                key={isShort ? "short" : "tall"}
                storageKey={isShort ? "run.timeline.short" : "run.timeline"}
                label="Timeline height"
                edge="top"
                initialPx={isShort ? TIMELINE_SHORT_PX : TIMELINE_PX}
                minPx={120}
                maxPx={760}
                className={classes.panel ?? ""}
              >
                {panel}
              </ResizablePanel>
            </>
          )}
        </div>
        <div className={classes.drawer} data-open={place.selected === undefined ? undefined : ""}>
          <SelectionInspector
            run={run}
            index={index}
            catalog={catalog.data}
            moment={{ state, nowMs: momentMs }}
            views={canvas.nodeViews}
            selected={place.selected}
            pickedKey={pickedKey}
            onPick={setPickedKey}
            onSelect={select}
            onLookAt={look}
            isLive={isLive}
          />
        </div>
      </main>
      <p role="status" className={classes.said}>
        The run is {stateWord(shownStatus(status)).toLowerCase()}.
      </p>
    </div>
  );
}
