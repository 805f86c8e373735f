import { IconMapOff } from "@tabler/icons-react";
import type { Metadata } from "next";
import Link from "next/link";
import { EmptyState } from "./_ui/empty-state";
import { PageFrame } from "./_ui/page-frame";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <PageFrame title="Not found">
      <EmptyState
        icon={<IconMapOff size={32} stroke={1.5} aria-hidden />}
        title="Nothing is kept at this address"
        action={
          <>
            <Link href="/">All workflows</Link>
            <Link href="/runs">All runs</Link>
          </>
        }
      >
        The workflow or run may have been deleted, or the address is mistyped.
      </EmptyState>
    </PageFrame>
  );
}
