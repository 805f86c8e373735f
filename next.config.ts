import type { NextConfig } from "next";

const config: NextConfig = {
  // The engine starts threads from its own files and must be the same module everywhere in the process.
  serverExternalPackages: [
    "@dacapo/engine",
    "@libsql/client",
    "@prisma/adapter-libsql",
    "@prisma/adapter-pg",
    "classic-level",
    "libsql",
    "nodemailer",
    "pg",
    "pino",
    "sharp",
  ],
  experimental: { optimizePackageImports: ["@mantine/core", "@mantine/hooks", "@tabler/icons-react"] },
  poweredByHeader: false,
  devIndicators: false,
};

export default config;
