"use client";

import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/_client/trpc";
import { type RunFilters, STATUS_FILTERS } from "./filters";
import classes from "./runs.module.css";

const WORKFLOWS_OFFERED = 100;
const ALL = { word: undefined, label: "All" } as const;

interface RunsFilterBarProps {
  readonly filters: RunFilters;
  readonly onChange: (filters: RunFilters) => void;
}

/** By workflow and by status. What is chosen is in the address, so that a link shows the same list. */
export function RunsFilterBar({ filters, onChange }: RunsFilterBarProps) {
  const trpc = useTRPC();
  const workflows = useQuery(trpc.workflows.list.queryOptions({ limit: WORKFLOWS_OFFERED }));
  const choices = (workflows.data?.items ?? []).map((card) => ({ value: card.workflowId, label: card.name }));
  const { workflowId, status } = filters;
  const isUnlisted = workflowId !== undefined && !choices.some((choice) => choice.value === workflowId);

  return (
    <search className={classes.filters} aria-label="Filter the runs">
      <fieldset className={classes.statuses} aria-label="Status">
        {[ALL, ...STATUS_FILTERS].map(({ word, label }) => (
          <button
            key={label}
            type="button"
            aria-pressed={status === word}
            onClick={() =>
              onChange({ ...(workflowId !== undefined && { workflowId }), ...(word !== undefined && { status: word }) })
            }
          >
            {label}
          </button>
        ))}
      </fieldset>
      <Select
        className={classes.workflow ?? ""}
        aria-label="Workflow"
        placeholder="Every workflow"
        searchable
        clearable
        nothingFoundMessage="No workflow has this name"
        value={workflowId ?? null}
        data={isUnlisted ? [...choices, { value: workflowId, label: workflowId }] : choices}
        onChange={(chosen) =>
          onChange({ ...(status !== undefined && { status }), ...(chosen !== null && { workflowId: chosen }) })
        }
      />
    </search>
  );
}
