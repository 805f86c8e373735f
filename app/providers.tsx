"use client";

import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import type { ReactNode } from "react";
import { TrpcProvider } from "./_client/trpc-provider";
import { cssVariablesResolver, theme } from "./_ui/theme";
import { EngineNotice } from "./engine-notice";

/** What every page stands in: the look, the API, and the place for notices. */
export function Providers({ children }: { readonly children: ReactNode }) {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="auto">
      <TrpcProvider>
        <EngineNotice />
        {children}
      </TrpcProvider>
      <Notifications position="bottom-right" containerWidth={380} />
    </MantineProvider>
  );
}
