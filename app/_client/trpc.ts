"use client";

import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink } from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import type { AppRouter } from "@/app/_server/trpc/router";
import { wireFormat } from "@/app/_wire/wire-format";

/** `useTRPC` makes query and mutation options; `useTRPCClient` calls procedures itself. */
export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();

const ENDPOINT = "/api/trpc";

/** Longer addresses are refused by some proxies; what does not fit goes in a request of its own. */
const URL_CHARACTERS_MAX = 8_000;

/** The browser's client: subscriptions as server-sent events, everything else in batches. */
export function makeTrpcClient() {
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (operation) => operation.type === "subscription",
        true: httpSubscriptionLink({ url: ENDPOINT, transformer: wireFormat }),
        false: httpBatchLink({ url: ENDPOINT, transformer: wireFormat, maxURLLength: URL_CHARACTERS_MAX }),
      }),
    ],
  });
}

export type DacapoClient = ReturnType<typeof makeTrpcClient>;
