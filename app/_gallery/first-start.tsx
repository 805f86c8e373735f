"use client";

import { Button } from "@mantine/core";
import { IconPlayerPlay, IconPlus } from "@tabler/icons-react";
import { ErrorNote } from "@/app/_ui/error-note";
import { LogoMark, WordMark } from "@/app/_ui/logo";
import classes from "./first-start.module.css";
import { FirstStartPicture } from "./first-start-picture";
import { TemplateIcon } from "./template-icon";
import type { Examples } from "./templates";
import type { WorkflowCreation } from "./use-create-workflow";
import { useOpenExample } from "./use-open-example";

interface FirstStartProps {
  readonly examples: Examples;
  readonly creation: WorkflowCreation;
}

/** What a newcomer sees: what this is, one thing to do, and examples that run. */
export function FirstStart({ examples, creation }: FirstStartProps) {
  const opening = useOpenExample();
  const sample = examples.data?.toSorted((a, b) => b.graph.nodes.length - a.graph.nodes.length)[0];
  return (
    <section className={classes.first} aria-label="No workflows yet">
      <div>
        <span className={classes.brand}>
          <LogoMark size={40} />
          <WordMark height={38} />
        </span>
        <h2 className={classes.headline}>Draw a workflow, run it, then play any run again.</h2>
        <p className={classes.lead}>
          Nothing is lost when the machine stops, and every run can be scrubbed on its own graph, event by event.
        </p>
        <div className={classes.actions}>
          <Button
            size="sm"
            leftSection={<IconPlus size={16} aria-hidden />}
            loading={creation.isPending}
            onClick={creation.create}
          >
            New workflow
          </Button>
          <Button
            size="sm"
            variant="default"
            leftSection={<IconPlayerPlay size={16} aria-hidden />}
            disabled={sample === undefined}
            loading={opening.isPlaying}
            onClick={() => sample !== undefined && opening.play(sample.exampleId)}
          >
            Play with a sample run
          </Button>
        </div>
        {opening.error !== null && <ErrorNote title="The example was not opened.">{opening.error.message}</ErrorNote>}
        {examples.error !== null && (
          <ErrorNote title="The templates could not be read.">{examples.error.message}</ErrorNote>
        )}
        <ul className={classes.ways} aria-label="Templates">
          {examples.data?.map((example) => (
            <li key={example.exampleId}>
              <span className={classes.icon}>
                <TemplateIcon graph={example.graph} size={20} />
              </span>
              <span className={classes.way}>
                <b>{example.title}</b>
                <span>{example.description}</span>
              </span>
              <Button
                variant="default"
                size="compact-xs"
                aria-label={`Open ${example.title}`}
                loading={opening.openingId === example.exampleId}
                disabled={opening.isPending && opening.openingId !== example.exampleId}
                onClick={() => opening.open(example.exampleId)}
              >
                Open
              </Button>
            </li>
          ))}
        </ul>
      </div>
      <FirstStartPicture />
    </section>
  );
}
