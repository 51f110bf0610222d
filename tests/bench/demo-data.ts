import type { Permission } from "@/lib/auth/permissions";
import { demo } from "@/prisma/demo";

/** Shared by the servers and the seed: it encrypts websites' secrets. */
export const environment = { NEXTAUTH_SECRET: "x".repeat(32), NEXTAUTH_URL: "http://localhost" };

/** Seeds the demo workspace, and adds an application with these permissions. */
export async function seedDemo(databaseUrl: string, ...permissions: Permission[]) {
  Object.assign(process.env, environment, { DATABASE_URL: databaseUrl });
  // The modules read the environment when they are loaded.
  const { seed } = await import("@/prisma/seed");
  const { prisma } = await import("@/lib/db/prisma");
  const { createApplication } = await import("@/lib/applications/mutations");
  const { logPartitions } = await import("@/lib/logs/retention/partitions");
  await seed({ password: crypto.randomUUID() });
  // Otherwise the first server to start would have extra work.
  await logPartitions.createAhead();
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

export type Seeded = Awaited<ReturnType<typeof seedDemo>>;

/** Without computations: each event would be computed by all servers of the database (`computation-writes` measures that). */
export async function deleteComputations({ prisma }: Pick<Seeded, "prisma">): Promise<void> {
  await prisma.computationScope.deleteMany();
  await prisma.computation.deleteMany();
  await prisma.computationRun.deleteMany();
  await prisma.computationQueue.deleteMany();
}
