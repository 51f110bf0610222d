import { createApplication } from "@/lib/applications/mutations";
import type { WorkspaceId } from "@/lib/auth/actor";
import { prisma } from "@/lib/db/prisma";
import { type StoredCall, storeCalls } from "@/lib/logs/store";
import { day, hour, second } from "@/lib/time";
import { demo } from "@/prisma/demo";
import { idAt, storedCall } from "@/tests/support/factories/stored-call";

/** Run by a flow: makes an application of the demo workspace with calls of four kinds, and prints what the flow needs. */
const { name, more } = JSON.parse(process.argv[2] ?? "{}") as { name: string; more: number };

const workspace = await prisma.workspace.findUniqueOrThrow({ where: { slug: demo.workspace } });
const person = await prisma.person.findFirstOrThrow({ select: { id: true } });
const workspaceId = workspace.id as WorkspaceId;
await createApplication(workspaceId, person.id, { name, permissions: [] });
const { id: applicationId } = await prisma.application.findFirstOrThrow({ where: { workspaceId, name } });
const now = Date.now();

function makeCalls(count: number, age: number, change: Partial<StoredCall>): StoredCall[] {
  return Array.from({ length: count }, (_, index) =>
    storedCall(
      { workspaceId, applicationId },
      { ...change, id: idAt(new Date(now - age - index * second)), path: `/api${change.route}` },
    ),
  );
}

const body = JSON.stringify({ userId: "nova", email: "nova@example.com" });
const written = makeCalls(2, 26 * hour, {
  method: "POST",
  route: "/users/upsert",
  status: 500,
  errorCode: "internal",
  requestBody: body,
  requestBytes: body.length,
});
const calls = [
  ...makeCalls(3, hour, {
    route: "/events",
    status: 401,
    errorCode: "missing_permission",
    client: "curl/8.5.0",
  }),
  ...written,
  ...makeCalls(4, 2 * day + hour, { route: "/users/{userId}", status: 404, errorCode: "not_found" }),
  ...makeCalls(6, 3 * day, { route: "/segments/users" }),
  ...makeCalls(more, 5 * day, { route: "/validate" }),
];
for (let at = 0; at < calls.length; at += 1000) await storeCalls(calls.slice(at, at + 1000));
process.stdout.write(JSON.stringify({ applicationId, name, writtenId: written[0]?.id }));
process.exit(0);
