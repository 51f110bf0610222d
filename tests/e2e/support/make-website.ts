import { createApplication } from "@/lib/applications/mutations";
import type { WorkspaceId } from "@/lib/auth/actor";
import { permissionIds } from "@/lib/auth/permissions";
import { prisma } from "@/lib/db/prisma";
import { createId } from "@/lib/ids";
import { createWebsiteSecret, sealWebsiteSecret } from "@/lib/websites/secret";

/** Run by a flow: makes a workspace with one website of these settings, and prints what the flow needs of it. */
const settings = JSON.parse(process.argv[2] ?? "{}") as { domain: string; [setting: string]: unknown };

const person = await prisma.person.findFirstOrThrow({ select: { id: true } });
const workspaceId = createId() as WorkspaceId;
await prisma.workspace.create({
  data: { id: workspaceId, name: "Websites", slug: workspaceId.toLowerCase() },
});
const { key } = await createApplication(workspaceId, person.id, {
  name: "Backend",
  permissions: [...permissionIds],
});
const [id, trackerId, secret] = [createId(), createId(), createWebsiteSecret()];
const encryptedSecret = sealWebsiteSecret(secret);
await prisma.website.create({ data: { workspaceId, id, trackerId, encryptedSecret, ...settings } });
process.stdout.write(JSON.stringify({ id, domain: settings.domain, trackerId, secret, key }));
process.exit(0);
