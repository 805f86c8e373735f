"use client";

import { Skeleton } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ExampleCard } from "@/app/_server/api-types";
import { Delayed } from "@/app/_ui/delayed";
import { ErrorNote } from "@/app/_ui/error-note";
import { TemplateIcon } from "./template-icon";
import classes from "./templates.module.css";
import { useOpenExample } from "./use-open-example";

export type Examples = Pick<
  UseQueryResult<readonly ExampleCard[], { readonly message: string }>,
  "data" | "error" | "isPending"
>;

/** The example workflows; each opens as a copy of one's own. */
export function Templates({ examples }: { readonly examples: Examples }) {
  const opening = useOpenExample();
  return (
    <section className={classes.templates} aria-labelledby="templates-title">
      <h2 id="templates-title" className={classes.title}>
        Start from a template
        <span>each opens as your own copy, with an input to run it on</span>
      </h2>
      {examples.error !== null && (
        <ErrorNote title="The templates could not be read.">{examples.error.message}</ErrorNote>
      )}
      {opening.error !== null && <ErrorNote title="The template was not opened.">{opening.error.message}</ErrorNote>}
      <div className={classes.row}>
        {examples.isPending && (
          <Delayed>
            <Skeleton height={74} radius="lg" />
            <Skeleton height={74} radius="lg" />
          </Delayed>
        )}
        {examples.data?.map((example) => (
          <button
            key={example.exampleId}
            type="button"
            className={classes.template}
            disabled={opening.isPending}
            aria-busy={opening.openingId === example.exampleId}
            aria-label={`Open ${example.title}`}
            aria-describedby={`template-${example.exampleId}`}
            onClick={() => opening.open(example.exampleId)}
          >
            <span className={classes.tile}>
              <TemplateIcon graph={example.graph} />
            </span>
            <span className={classes.text}>
              <b>{example.title}</b>
              <span id={`template-${example.exampleId}`}>{example.description}</span>
            </span>
          </button>
        ))}
      </div>
    </section>
  );
}
