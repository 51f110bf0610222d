import { expect } from "vitest";
import type { WorkspaceId } from "@/lib/auth/actor";
import { prisma } from "@/lib/db/prisma";
import { AppError } from "@/lib/errors";
import { createId } from "@/lib/ids";
import { createPerson } from "@/lib/people/mutations";
import { findSession } from "@/lib/sessions/queries";
import { startSession } from "./session";

export const adaPassword = "correct horse battery";

/** Creates a person with a password and a session. */
export async function createAda() {
  const email = createEmail();
  const { id } = await createPerson({ name: "Ada", email, password: adaPassword, workspaceName: "Engines" });
  const { workspaceId } = await prisma.membership.findFirstOrThrow({ where: { personId: id } });
  const session = await findSession(await startSession(id));
  if (!session) throw new Error("No session.");
  return { ...session, workspaceId: workspaceId as WorkspaceId };
}

export type Ada = Awaited<ReturnType<typeof createAda>>;

let clients = 0;

/** A client with an IP address that no other one has. */
export function createSignInClient() {
  clients += 1;
  return { ipAddress: `198.18.${clients >> 8}.${clients % 256}` };
}

export function createEmail(): string {
  return `${createId().toLowerCase()}@example.com`;
}

/** Returns the error of an attempt, which must be rejected. */
export async function expectRejection(promise: Promise<unknown>): Promise<AppError> {
  const error = await promise.then(
    () => new Error("It was accepted."),
    (rejection) => rejection,
  );
  expect(error).toBeInstanceOf(AppError);
  return error;
}
