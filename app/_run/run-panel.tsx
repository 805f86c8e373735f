"use client";

import type { SourceMap } from "@dacapo/engine/compiler";
import { Tabs } from "@mantine/core";
import type { ReactNode } from "react";
import { formatCount } from "@/app/_ui/figures";
import { RunCode } from "./run-code";
import classes from "./run-screen.module.css";

interface RunPanelProps {
  readonly timeline: ReactNode;
  readonly events: ReactNode;
  readonly eventCount: number;
  readonly code: string | undefined;
  readonly sourceMap: SourceMap | undefined;
  readonly selectedNodeId: string | undefined;
  readonly selectedName: string | undefined;
  readonly onSelectNodeId: (nodeId: string) => void;
}

/** The run in time, event by event, and as the code that it is. A tab that is not shown is not drawn. */
export function RunPanel(props: RunPanelProps) {
  const { timeline, events, eventCount, code, sourceMap, selectedNodeId, selectedName, onSelectNodeId } = props;
  return (
    <Tabs defaultValue="timeline" keepMounted={false} className={classes.tabs ?? ""}>
      <Tabs.List aria-label="The run">
        <Tabs.Tab value="timeline">Timeline</Tabs.Tab>
        <Tabs.Tab value="events" rightSection={<span className={classes.count}>{formatCount(eventCount)}</span>}>
          Events
        </Tabs.Tab>
        <Tabs.Tab value="code">Code</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="timeline" className={classes.tabPanel ?? ""}>
        {timeline}
      </Tabs.Panel>
      <Tabs.Panel value="events" className={classes.tabPanel ?? ""}>
        {events}
      </Tabs.Panel>
      <Tabs.Panel value="code" className={classes.tabPanel ?? ""}>
        <RunCode
          code={code}
          sourceMap={sourceMap}
          selectedNodeId={selectedNodeId}
          selectedName={selectedName}
          onSelectNode={onSelectNodeId}
        />
      </Tabs.Panel>
    </Tabs>
  );
}
