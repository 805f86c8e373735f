import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTRPC, useTRPCClient } from "@/app/_client/trpc";
import { newRequestId } from "../_run/request-id";

/** Makes one's own copy of an example, and opens it: to be edited, or running on its sample input. */
export function useOpenExample() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const router = useRouter();
  const queries = useQueryClient();
  const renew = () => void queries.invalidateQueries({ queryKey: trpc.workflows.list.pathKey() });

  const opening = useMutation(
    trpc.examples.open.mutationOptions({
      onSuccess: ({ workflowId }) => {
        renew();
        router.push(`/workflows/${encodeURIComponent(workflowId)}`);
      },
    }),
  );
  const playing = useMutation({
    mutationFn: async (exampleId: string) => {
      const { workflowId } = await client.examples.open.mutate({ exampleId });
      const { sampleInput } = await client.workflows.get.query({ workflowId });
      return client.runs.start.mutate({ workflowId, input: sampleInput ?? {}, requestId: newRequestId() });
    },
    onSuccess: ({ runId }) => router.push(`/runs/${encodeURIComponent(runId)}`),
    onSettled: renew,
  });

  return {
    isPending: opening.isPending || playing.isPending,
    openingId: opening.isPending ? opening.variables.exampleId : undefined,
    error: opening.error ?? playing.error,
    open: (exampleId: string) => opening.mutate({ exampleId }),
    play: (exampleId: string) => playing.mutate(exampleId),
    isPlaying: playing.isPending,
  };
}
