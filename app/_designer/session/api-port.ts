import type { Json } from "@dacapo/engine/model";
import { TRPCClientError } from "@trpc/client";
import { type ApiError, mayPass } from "@/app/_client/error";
import type { DacapoClient } from "@/app/_client/trpc";
import { unsendableName } from "@/app/_wire/unsendable-names";
import type { StartRefusal } from "../run/run-dialog";
import type { SavePort } from "./autosave";

/** The autosave's way to the server. */
export function apiSavePort(client: DacapoClient, workflowId: string): SavePort {
  return {
    save: async ({ graph, layout }, expectedRevision) => {
      const name = unsendableName(graph);
      if (name !== undefined)
        return { kind: "refused", message: `"${name}" cannot be the name of a field. Rename it.` };
      try {
        const { revision } = await client.workflows.save.mutate({ workflowId, expectedRevision, graph, layout });
        return { kind: "saved", revision };
      } catch (thrown) {
        const error = apiErrorOf(thrown);
        if (mayPass(error)) return { kind: "unreachable" };
        if (error.data?.code === "CONFLICT") return { kind: "conflict" };
        return { kind: "refused", message: error.message };
      }
    },
    load: async () => {
      try {
        const { graph, layout, revision } = await client.workflows.get.query({ workflowId });
        return { revision, document: { graph, layout } };
      } catch (thrown) {
        if (mayPass(apiErrorOf(thrown))) return undefined;
        throw thrown;
      }
    },
  };
}

/** Starts a run of the stored draft. `requestId` makes a repeated request the same request. */
export async function startRun(
  client: DacapoClient,
  request: { readonly workflowId: string; readonly input: Json; readonly requestId: string },
): Promise<{ readonly runId: string } | { readonly refusal: StartRefusal }> {
  const name = unsendableName(request.input);
  if (name !== undefined) {
    const message = `"${name}" cannot be the name of a field, so the run was not started. Rename it in the input.`;
    return { refusal: { message, problems: [] } };
  }
  try {
    return await client.runs.start.mutate(request);
  } catch (thrown) {
    const error = apiErrorOf(thrown);
    if (error.data === null || error.data === undefined)
      return {
        refusal: {
          message: "The server cannot be reached, so the run was not started. Try again when it is back.",
          problems: [],
        },
      };
    const problems = "problems" in error.data && Array.isArray(error.data.problems) ? error.data.problems : [];
    return { refusal: { message: error.message, problems } };
  }
}

function apiErrorOf(thrown: unknown): ApiError {
  if (thrown instanceof TRPCClientError) return thrown as TRPCClientError<never> as ApiError;
  throw thrown;
}
