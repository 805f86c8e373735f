"use client";

import { Button } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import { sentenceOf } from "@/app/_client/error";
import { useTRPC } from "@/app/_client/trpc";
import { Delayed } from "@/app/_ui/delayed";
import { EmptyState } from "@/app/_ui/empty-state";
import { ErrorNote } from "@/app/_ui/error-note";
import { PageFrame } from "@/app/_ui/page-frame";
import { filtersFrom, type RunFilters, runsAddress, statusesOf } from "./filters";
import classes from "./runs.module.css";
import { RunsFilterBar } from "./runs-filter-bar";
import { RunsSkeleton } from "./runs-skeleton";
import { RunsTable } from "./runs-table";

const PAGE_ITEMS = 50;
const POLL_MS = 2_000;
/** Every loaded page is asked for again; with many of them less often. */
const POLL_OFTEN_PAGES_MAX = 6;
const POLL_SELDOM_MS = 10_000;

/** Every run, newest first, kept up to date while one looks. */
export function Runs() {
  const trpc = useTRPC();
  const router = useRouter();
  const filters = filtersFrom(useSearchParams());
  const setFilters = (next: RunFilters) => router.push(runsAddress(next), { scroll: false });
  const statuses = statusesOf(filters);
  const runs = useInfiniteQuery(
    trpc.runs.list.infiniteQueryOptions(
      {
        limit: PAGE_ITEMS,
        ...(filters.workflowId !== undefined && { workflowId: filters.workflowId }),
        ...(statuses !== undefined && { statuses }),
      },
      {
        getNextPageParam: (page) => page.nextCursor,
        refetchInterval: (query) =>
          (query.state.data?.pages.length ?? 0) > POLL_OFTEN_PAGES_MAX ? POLL_SELDOM_MS : POLL_MS,
        placeholderData: keepPreviousData,
      },
    ),
  );
  const rows = runs.data?.pages.flatMap((page) => page.items) ?? [];
  // Known from the first failed try on: nobody looks at an empty page until the last one.
  const trouble = runs.error ?? runs.failureReason;
  const isFiltered = filters.workflowId !== undefined || filters.status !== undefined;

  return (
    <PageFrame title="Runs">
      <RunsFilterBar filters={filters} onChange={setFilters} />
      <div className={classes.body}>
        {trouble !== null && (
          <div className={classes.notes}>
            <ErrorNote title={rows.length > 0 ? "The list is not up to date." : "The runs could not be read."}>
              {sentenceOf(trouble)} The list is asked for again every few seconds.
            </ErrorNote>
          </div>
        )}
        {runs.isPending && trouble === null && (
          <Delayed>
            <RunsSkeleton />
          </Delayed>
        )}
        {runs.isSuccess && rows.length === 0 && <Nothing isFiltered={isFiltered} onShowAll={() => setFilters({})} />}
        {rows.length > 0 && (
          <RunsTable rows={rows} address={runsAddress(filters)} isStale={runs.isPlaceholderData}>
            {runs.hasNextPage ? (
              <>
                <span>First {rows.length} runs.</span>
                <Button variant="default" loading={runs.isFetchingNextPage} onClick={() => void runs.fetchNextPage()}>
                  Load more
                </Button>
              </>
            ) : (
              <span>{rows.length === 1 ? "1 run." : `All ${rows.length} runs.`}</span>
            )}
          </RunsTable>
        )}
      </div>
    </PageFrame>
  );
}

function Nothing({ isFiltered, onShowAll }: { readonly isFiltered: boolean; readonly onShowAll: () => void }) {
  const icon = <IconHistory size={32} stroke={1.5} aria-hidden />;
  if (isFiltered) {
    return (
      <EmptyState
        icon={icon}
        title="No run fits these filters"
        action={
          <Button variant="default" onClick={onShowAll}>
            Show all runs
          </Button>
        }
      >
        A run appears here as soon as it fits.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={icon}
      title="Nothing has run yet"
      action={
        <Button component={Link} href="/">
          Open a workflow
        </Button>
      }
    >
      Every run of every workflow is kept here, event by event, and can be played again.
    </EmptyState>
  );
}
