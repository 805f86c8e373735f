import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTRPC } from "@/app/_client/trpc";
import type { RunView } from "@/app/_server/api-types";
import { newRequestId } from "./request-id";

/** Starts the run's workflow once more on the same input, and goes there. */
export function useRunAgain({ workflowId, input }: RunView) {
  const trpc = useTRPC();
  const router = useRouter();
  const mutation = useMutation(
    trpc.runs.start.mutationOptions({
      onSuccess: ({ runId }) => router.push(`/runs/${encodeURIComponent(runId)}`),
    }),
  );
  return {
    isPending: mutation.isPending,
    error: mutation.error,
    start: () => {
      if (workflowId === undefined || input === undefined) return;
      mutation.mutate({ workflowId, input, requestId: newRequestId() });
    },
  };
}
