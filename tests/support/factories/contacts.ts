import { expect } from "vitest";
import type { WorkspaceId } from "@/lib/auth/actor";
import { prisma } from "@/lib/db/prisma";
import { createId } from "@/lib/ids";
import { minute } from "@/lib/time";
import type { CallApi } from "@/tests/support/servers/call-api";
import type { TestApplication } from "./application";

export type Row = Record<string, unknown>;
export type ReadPage = { data: Row[]; page: { next: string | null } };

export async function readPage(call: CallApi, path: string, key: string): Promise<ReadPage> {
  const response = await call(path, { key });
  const text = await response.text();
  expect(response.status, text).toBe(200);
  return JSON.parse(text);
}

/** Reads all pages of a list. Calls `afterPage` after each page. */
export async function readList(
  call: CallApi,
  path: string,
  key: string,
  afterPage: () => Promise<unknown> | undefined = () => undefined,
): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor = "";
  do {
    const { data, page } = await readPage(call, path + cursor, key);
    rows.push(...data);
    cursor = page.next ? `${path.includes("?") ? "&" : "?"}cursor=${page.next}` : "";
    await afterPage();
  } while (cursor);
  return rows;
}

export const noon = new Date("2026-11-24T12:00:00.000Z");

export function minutesAfterNoon(minutes: number): Date {
  return new Date(noon.getTime() + minutes * minute);
}

/** The external ids of contacts, or the ids of other rows. */
export function listIds(rows: Row[]): unknown[] {
  return rows.map(({ userId, accountId, id }) => userId ?? accountId ?? id);
}

export type NewContact = { id?: string; externalId?: string | null; alias?: string | null; updatedAt?: Date };

/** Contacts with the external ids "0", "1", … */
export function numberedContacts(count: number): NewContact[] {
  return Array.from({ length: count }, (_, i) => ({ externalId: String(i) }));
}

/** Creates users, oldest first, and returns their row ids. */
export async function createUsers(workspaceId: WorkspaceId, users: NewContact[]): Promise<string[]> {
  const rows = users.map(({ alias, ...user }) => ({ workspaceId, id: createId(), ...user, email: alias }));
  await prisma.user.createMany({ data: rows });
  return rows.map(({ id }) => id);
}

export async function createAccounts(workspaceId: WorkspaceId, accounts: NewContact[]): Promise<string[]> {
  const rows = accounts.map(({ alias, ...account }) => ({
    workspaceId,
    id: createId(),
    ...account,
    domain: alias,
  }));
  await prisma.account.createMany({ data: rows });
  return rows.map(({ id }) => id);
}

/** Creates a segment of users or accounts and returns its id. */
export async function createSegment(
  { workspaceId }: TestApplication,
  kind: "user" | "account",
  members: string[],
): Promise<string> {
  const segmentId = createId();
  const name = `Segment ${segmentId}`;
  await prisma.computation.create({
    data: { workspaceId, id: segmentId, kind, name, foldedName: name.toLowerCase() },
  });
  if (kind === "user")
    await prisma.segmentUser.createMany({
      data: members.map((userId) => ({ workspaceId, segmentId, userId })),
    });
  else
    await prisma.segmentAccount.createMany({
      data: members.map((accountId) => ({ workspaceId, segmentId, accountId })),
    });
  return segmentId;
}

export type NewEvent = {
  name: string;
  userId?: string;
  accountId?: string;
  triggeredAt: Date;
  metadata?: object;
};

/** Creates events and the definitions of their names. */
export async function createEvents(workspaceId: WorkspaceId, events: NewEvent[]): Promise<void> {
  const names = [...new Set(events.map(({ name }) => name))];
  const definitions = new Map(names.map((name) => [name, createId()]));
  await prisma.eventDefinition.createMany({
    data: names.map((name) => ({ workspaceId, id: definitions.get(name) ?? "", name })),
  });
  await prisma.event.createMany({
    data: events.map(({ name, ...event }) => ({
      workspaceId,
      id: createId(),
      definitionId: definitions.get(name) ?? "",
      ...event,
    })),
  });
}
