"use client";

import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { sentenceOf } from "@/app/_client/error";
import { useTRPC } from "@/app/_client/trpc";
import { ErrorNote } from "@/app/_ui/error-note";
import { PageFrame } from "@/app/_ui/page-frame";
import { EntityTypeEditor } from "./entity-type-editor";
import classes from "./entity-types.module.css";

/** One type of entity: it is read once, and then belongs to whoever edits it until it is saved. */
export function EntityTypeScreen({ entityTypeId }: { readonly entityTypeId: string }) {
  const trpc = useTRPC();
  const draft = useQuery(
    trpc.entityTypes.get.queryOptions(
      { entityTypeId },
      { refetchOnWindowFocus: false, staleTime: Number.POSITIVE_INFINITY, gcTime: 0 },
    ),
  );
  if (draft.data !== undefined) {
    return (
      <EntityTypeEditor
        key={`${entityTypeId} ${draft.dataUpdatedAt}`}
        draft={draft.data}
        onReload={() => void draft.refetch()}
      />
    );
  }
  return (
    <PageFrame title="Entity type">
      <div className={classes.scroll}>
        {draft.error !== null && (
          <ErrorNote
            title="The type could not be read."
            action={
              <Button component={Link} href="/entities" variant="default">
                All entity types
              </Button>
            }
          >
            {sentenceOf(draft.error)}
          </ErrorNote>
        )}
      </div>
    </PageFrame>
  );
}
