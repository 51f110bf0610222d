import type { Permission } from "@/lib/auth/permissions";
import { demo } from "@/prisma/demo";

/** Of the servers, and of whoever seeds their database: websites' secrets are encrypted with it. */
export const environment = { NEXTAUTH_SECRET: "x".repeat(32), NEXTAUTH_URL: "http://localhost" };

/** Seeds the demo workspace, with an application that may do these. */
export async function seedDemo(databaseUrl: string, ...permissions: Permission[]) {
  Object.assign(process.env, environment, { DATABASE_URL: databaseUrl });
  // They read the environment when they are loaded.
  const { seed } = await import("@/prisma/seed");
  const { prisma } = await import("@/lib/db/prisma");
  const { createApplication } = await import("@/lib/applications/mutations");
  const { createPartitionsAhead: makePartitionsAhead } = await import("@/lib/logs/retention/partitions");
  await seed({ password: crypto.randomUUID() });
  // As for a server that has run before: the first one that starts would else have work to do which the others have not.
  await makePartitionsAhead();
  const { id: workspaceId } = await prisma.workspace.findUniqueOrThrow({
    where: { slug: demo.workspace },
    select: { id: true },
  });
  const { key } = await createApplication(workspaceId as never, null, {
    name: "Benchmark",
    permissions,
  });
  return { key, workspaceId, prisma };
}
