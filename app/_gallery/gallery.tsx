"use client";

import { Button, TextInput } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconFileImport, IconPlus, IconSearch } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { sentenceOf } from "@/app/_client/error";
import { useTRPC } from "@/app/_client/trpc";
import { Delayed } from "@/app/_ui/delayed";
import { EmptyState } from "@/app/_ui/empty-state";
import { ErrorNote } from "@/app/_ui/error-note";
import { Kbd } from "@/app/_ui/kbd";
import { PageFrame } from "@/app/_ui/page-frame";
import { FirstStart } from "./first-start";
import classes from "./gallery.module.css";
import { GallerySkeleton } from "./gallery-skeleton";
import { ImportDialog } from "./import-dialog";
import { matchesSearch } from "./search";
import { Templates } from "./templates";
import { useCreateWorkflow } from "./use-create-workflow";
import { WorkflowCardView } from "./workflow-card";

const PAGE_ITEMS = 24;

/** One's own workflows as pictures, and examples to begin from. */
export function Gallery() {
  const trpc = useTRPC();
  const workflows = useInfiniteQuery(
    trpc.workflows.list.infiniteQueryOptions({ limit: PAGE_ITEMS }, { getNextPageParam: (page) => page.nextCursor }),
  );
  const examples = useQuery(trpc.examples.list.queryOptions());
  const creation = useCreateWorkflow();
  const [search, setSearch] = useState("");
  const [importing, setImporting] = useState<{ readonly file?: File }>();
  const searchField = useRef<HTMLInputElement>(null);
  useHotkeys([["/", () => searchField.current?.focus()]]);

  // Known from the first failed try on: nobody looks at an empty page until the last one.
  const trouble = workflows.error ?? workflows.failureReason;
  const cards = workflows.data?.pages.flatMap((page) => page.items) ?? [];
  const found = cards.filter((card) => matchesSearch(card, search));
  const isFirstStart = workflows.isSuccess && cards.length === 0;

  return (
    <PageFrame
      title="Workflows"
      actions={
        <>
          {!isFirstStart && (
            <TextInput
              ref={searchField}
              className={classes.search}
              aria-label="Search workflows"
              placeholder="Search workflows and nodes"
              leftSection={<IconSearch size={14} stroke={1.75} aria-hidden />}
              rightSection={<Kbd>/</Kbd>}
              value={search}
              onChange={(event) => setSearch(event.currentTarget.value)}
              onKeyDown={(event) => event.key === "Escape" && setSearch("")}
            />
          )}
          <Button
            variant="default"
            leftSection={<IconFileImport size={16} aria-hidden />}
            onClick={() => setImporting({})}
          >
            Import…
          </Button>
          {!isFirstStart && (
            <Button
              leftSection={<IconPlus size={16} aria-hidden />}
              loading={creation.isPending}
              onClick={creation.create}
            >
              New workflow
            </Button>
          )}
        </>
      }
    >
      {importing !== undefined && <ImportDialog {...importing} onClose={() => setImporting(undefined)} />}
      {/* A file may be dropped anywhere here; what is not one goes its usual way. */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the button above does the same without a pointer. */}
      <div
        className={classes.scroll}
        onDragOver={(event) => event.dataTransfer.types.includes("Files") && event.preventDefault()}
        onDrop={(event) => {
          const [dropped] = event.dataTransfer.files;
          if (dropped === undefined) return;
          event.preventDefault();
          setImporting({ file: dropped });
        }}
      >
        {creation.error !== null && (
          <div className={classes.notes}>
            <ErrorNote title="The workflow was not made.">{creation.error.message}</ErrorNote>
          </div>
        )}
        {workflows.isPending && trouble === null && (
          <Delayed>
            <GallerySkeleton />
          </Delayed>
        )}
        {trouble !== null && (
          <div className={classes.notes}>
            <ErrorNote
              title={cards.length > 0 ? "The workflows are not up to date." : "The workflows could not be read."}
              action={
                <Button variant="default" onClick={() => void workflows.refetch()}>
                  Read them again
                </Button>
              }
            >
              {sentenceOf(trouble)}
            </ErrorNote>
          </div>
        )}
        {isFirstStart && <FirstStart examples={examples} creation={creation} />}
        {cards.length > 0 && (
          <>
            {found.length > 0 ? (
              <ul className={classes.grid} aria-label="Workflows">
                {found.map((card) => (
                  <WorkflowCardView key={card.workflowId} card={card} />
                ))}
              </ul>
            ) : (
              <EmptyState
                title={`No workflow here is called “${search}”`}
                action={
                  <Button variant="default" onClick={() => setSearch("")}>
                    Show all
                  </Button>
                }
              >
                The search looks at the names of workflows and of their nodes.
              </EmptyState>
            )}
            {workflows.hasNextPage && (
              <div className={classes.more}>
                <span>
                  {search === "" ? `First ${cards.length} workflows.` : `Searched the first ${cards.length}.`}
                </span>
                <Button
                  variant="default"
                  loading={workflows.isFetchingNextPage}
                  onClick={() => void workflows.fetchNextPage()}
                >
                  Load more
                </Button>
              </div>
            )}
            <Templates examples={examples} />
          </>
        )}
      </div>
    </PageFrame>
  );
}
