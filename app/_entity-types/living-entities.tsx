"use client";

import { Button, TextInput } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { sentenceOf } from "@/app/_client/error";
import { useTRPC } from "@/app/_client/trpc";
import type { LivingEntity } from "@/app/_server/api-types";
import { ErrorNote } from "@/app/_ui/error-note";
import { JsonView } from "@/app/_ui/json-view";
import { RelativeTime } from "@/app/_ui/relative-time";
import controls from "../_designer/inspector/inspector.module.css";
import classes from "./entity-type-editor.module.css";

const POLL_MS = 3_000;
const PAGE_ITEMS = 50;

/** The entities of a type that have a state, kept up to date while one looks. */
export function LivingEntities({ name }: { readonly name: string | undefined }) {
  if (name === undefined) {
    return (
      <p className={controls.hint}>
        The type is not published yet, so it has no entities. Publish it, and call it from a workflow.
      </p>
    );
  }
  return <EntitiesOf name={name} />;
}

function EntitiesOf({ name }: { readonly name: string }) {
  const trpc = useTRPC();
  const [keyPrefix, setKeyPrefix] = useState("");
  const entities = useInfiniteQuery(
    trpc.entities.list.infiniteQueryOptions(
      { entity: name, limit: PAGE_ITEMS, ...(keyPrefix !== "" && { keyPrefix }) },
      { getNextPageParam: (page) => page.nextCursor, refetchInterval: POLL_MS },
    ),
  );
  const trouble = entities.error ?? entities.failureReason;
  const items = entities.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className={controls.fields}>
      <TextInput
        size="xs"
        label="Keys that begin with"
        value={keyPrefix}
        onChange={(event) => setKeyPrefix(event.currentTarget.value)}
      />
      {trouble !== null && <ErrorNote title="The entities could not be read.">{sentenceOf(trouble)}</ErrorNote>}
      {entities.isSuccess && items.length === 0 && (
        <p className={controls.hint}>
          {keyPrefix === ""
            ? "No entity of this type has a state yet. It gets one when a run first calls an operation that changes it."
            : "No key begins so."}
        </p>
      )}
      <ul className={classes.living} aria-label={`Entities of ${name}`}>
        {items.map((entity) => (
          <EntityItem key={entity.key} entity={entity} />
        ))}
      </ul>
      {entities.hasNextPage && (
        <div>
          <Button variant="default" loading={entities.isFetchingNextPage} onClick={() => void entities.fetchNextPage()}>
            Load more
          </Button>
        </div>
      )}
    </div>
  );
}

function EntityItem({ entity }: { readonly entity: LivingEntity }) {
  const { key, state, lastModifiedAtMs, lockedBy, queued, problem } = entity;
  return (
    <li className={controls.card}>
      <div className={controls.label}>
        <code>{key}</code>
        <span className={controls.type}>
          {queued > 0 && `${queued} waiting · `}
          {lastModifiedAtMs !== undefined && <RelativeTime atMs={lastModifiedAtMs} />}
        </span>
      </div>
      <JsonView value={state} label={`State of ${key}`} openDepth={1} />
      {lockedBy !== undefined && (
        <p className={controls.hint}>
          Locked by the run <Link href={`/runs/${encodeURIComponent(lockedBy)}`}>{lockedBy}</Link>
        </p>
      )}
      {problem !== undefined && (
        <p className={controls.problem}>
          The state does not fit the published schema ({problem}). It is kept as it is, and operations can read it; one
          that brings it into the new form makes it fit.
        </p>
      )}
    </li>
  );
}
