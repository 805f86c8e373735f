"use client";

import { ActionIcon, Button, Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconCopy, IconDots, IconHistory, IconTrash } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTRPC } from "@/app/_client/trpc";
import type { WorkflowCard } from "@/app/_server/api-types";

const UNDO_MS = 12_000;

/** What can be done with a workflow from outside. */
export function CardMenu({ card }: { readonly card: WorkflowCard }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  const renew = () => queries.invalidateQueries({ queryKey: trpc.workflows.list.pathKey() });

  const restoration = useMutation(
    trpc.workflows.create.mutationOptions({
      onSuccess: () => renew(),
      onError: (error) => sayError(`“${card.name}” could not be put back.`, error.message),
    }),
  );
  const deletion = useMutation(
    trpc.workflows.delete.mutationOptions({
      onSuccess: () => {
        const id = `deleted-${card.workflowId}`;
        const putBack = () => {
          notifications.hide(id);
          restoration.mutate({ graph: card.graph, layout: card.layout, name: card.name });
        };
        notifications.show({
          id,
          autoClose: UNDO_MS,
          title: `“${card.name}” is deleted`,
          message: (
            <>
              Its runs stay in the list of runs.{" "}
              <Button variant="default" size="compact-xs" onClick={putBack}>
                Put it back
              </Button>
            </>
          ),
        });
        return renew();
      },
      onError: (error) => sayError(`“${card.name}” is not deleted.`, error.message),
    }),
  );
  const duplication = useMutation(
    trpc.workflows.duplicate.mutationOptions({
      onSuccess: ({ workflowId }) => {
        void renew();
        router.push(`/workflows/${encodeURIComponent(workflowId)}`);
      },
      onError: (error) => sayError(`“${card.name}” could not be duplicated.`, error.message),
    }),
  );

  return (
    <Menu position="bottom-end" width={264}>
      <Menu.Target>
        <ActionIcon
          size={24}
          aria-label={`Actions for ${card.name}`}
          loading={deletion.isPending || duplication.isPending}
        >
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          component={Link}
          href={`/runs?workflow=${encodeURIComponent(card.workflowId)}`}
          leftSection={<IconHistory size={16} stroke={1.75} aria-hidden />}
        >
          Show its runs
        </Menu.Item>
        <Menu.Item
          leftSection={<IconCopy size={16} stroke={1.75} aria-hidden />}
          onClick={() => duplication.mutate({ workflowId: card.workflowId })}
        >
          Duplicate
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconTrash size={16} stroke={1.75} aria-hidden />}
          aria-label="Delete"
          onClick={() => deletion.mutate({ workflowId: card.workflowId })}
        >
          Delete
          <span style={{ display: "block", fontSize: "var(--dc-text-xs)", color: "var(--dc-text-3)" }}>
            Removes the drawing. Its runs are kept and go on.
          </span>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function sayError(title: string, why: string): void {
  notifications.show({ title, message: why, color: "red", autoClose: false });
}
