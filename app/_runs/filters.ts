import type { InstanceStatus } from "@dacapo/engine/model";

/** The words that stand for a status in the address of the list, and in its filter. */
export const STATUS_FILTERS = [
  { word: "queued", label: "Queued", status: "Pending" },
  { word: "running", label: "Running", status: "Running" },
  { word: "completed", label: "Completed", status: "Completed" },
  { word: "failed", label: "Failed", status: "Failed" },
  { word: "cancelled", label: "Cancelled", status: "Terminated" },
] as const satisfies readonly { word: string; label: string; status: InstanceStatus }[];

export type StatusWord = (typeof STATUS_FILTERS)[number]["word"];

/** Which runs a list shows. What is absent does not filter. */
export interface RunFilters {
  readonly workflowId?: string;
  readonly status?: StatusWord;
}

/** The filters in a page's address. A word that is none of ours filters nothing. */
export function filtersFrom(params: { get(name: string): string | null }): RunFilters {
  const workflowId = params.get("workflow");
  const status = STATUS_FILTERS.find((filter) => filter.word === params.get("status"))?.word;
  return {
    ...(workflowId !== null && workflowId !== "" && { workflowId }),
    ...(status !== undefined && { status }),
  };
}

/** The address of the list with these filters; the opposite of {@link filtersFrom}. */
export function runsAddress(filters: RunFilters): string {
  const params = new URLSearchParams();
  if (filters.workflowId !== undefined) params.set("workflow", filters.workflowId);
  if (filters.status !== undefined) params.set("status", filters.status);
  const query = params.toString();
  return query === "" ? "/runs" : `/runs?${query}`;
}

/** What the API is asked for. */
export function statusesOf(filters: RunFilters): InstanceStatus[] | undefined {
  const filter = STATUS_FILTERS.find((candidate) => candidate.word === filters.status);
  return filter === undefined ? undefined : [filter.status];
}
