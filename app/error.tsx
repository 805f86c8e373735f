"use client";

import { Button } from "@mantine/core";
import { ErrorNote } from "./_ui/error-note";
import { PageFrame } from "./_ui/page-frame";

interface ErrorPageProps {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
}

/** What a page shows when drawing it failed. What the server keeps is not touched by that. */
export default function ErrorPage({ error, reset }: ErrorPageProps) {
  return (
    <PageFrame title="This page could not be drawn">
      <div style={{ padding: "0 24px", maxWidth: 720 }}>
        <ErrorNote
          title={error.message || "The page stopped with an error that says nothing."}
          action={
            <Button variant="default" onClick={reset}>
              Draw it again
            </Button>
          }
        >
          Workflows and runs are on the server and are not affected.
          {error.digest !== undefined && <> The server's log names this error {error.digest}.</>}
        </ErrorNote>
      </div>
    </PageFrame>
  );
}
