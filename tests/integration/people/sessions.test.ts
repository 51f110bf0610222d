import { expect, test } from "vitest";
import { prisma } from "@/lib/db/prisma";
import { createId, getMinId } from "@/lib/ids";
import { createSession, endOtherSessions, endSession, touchSession } from "@/lib/sessions/mutations";
import { findSession, listSessions } from "@/lib/sessions/queries";
import { maxSessions, sessionLifetime } from "@/lib/sessions/schema";
import { day, hour, minute, second } from "@/lib/time";
import { createStranger } from "@/tests/support/factories/people";
import { startSession } from "@/tests/support/factories/session";

const firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
const idleTime = 7 * day;

test("a session ends with the person's session version", async () => {
  const personId = await createStranger();
  const claims = await startSession(personId);
  expect(await findSession(claims)).toMatchObject({ id: personId });
  await raiseVersion(personId);
  expect(await findSession(claims)).toBeNull();
});

test("credentials that were verified before a change start no session", async () => {
  const personId = await createStranger();
  const { sessionVersion } = await prisma.person.findUniqueOrThrow({ where: { id: personId } });
  expect(await createSession({ id: personId, sessionVersion })).toMatchObject({ personId });
  await raiseVersion(personId);
  expect(await createSession({ id: personId, sessionVersion })).toBeNull();
  expect(await createSession({ id: createId() })).toBeNull();
});

test("signing out, even repeatedly, ends one session and no other", async () => {
  const personId = await createStranger();
  const [claims, other] = [await startSession(personId), await startSession(personId)];
  await Promise.all([endSession(claims), endSession(claims)]);
  await endSession({ personId: await createStranger(), sessionId: other.sessionId });
  expect(await findSession(claims)).toBeNull();
  expect(await findSession(other)).toMatchObject({ id: personId });
});

test("ends 30 days after the sign-in, even in use", async () => {
  const personId = await createStranger();
  const { sessionVersion } = await prisma.person.findUniqueOrThrow({ where: { id: personId } });
  const now = Date.now();
  const insert = async (age: number) => {
    const seen = { lastSeenAt: new Date(now), verifiedAt: new Date(now) };
    const sessionId = getMinId(new Date(now - age));
    const where = { ipAddress: "203.0.113.7", userAgent: "" };
    await prisma.session.create({ data: { id: sessionId, personId, sessionVersion, ...seen, ...where } });
    return { personId, sessionId };
  };
  expect(await findSession(await insert(sessionLifetime), now)).toMatchObject({ id: personId });
  const expired = await insert(sessionLifetime + 1);
  expect(await findSession(expired, now)).toBeNull();
  await startSession(personId);
  expect(await prisma.session.count({ where: { id: expired.sessionId } })).toBe(0);
});

test("ends after seven days without a request, to the millisecond", async () => {
  const personId = await createStranger();
  const now = Date.now();
  const claims = await createSession({ id: personId }, undefined, now);
  if (!claims) throw new Error("No session.");
  expect(await findSession(claims, now + idleTime - 1)).toMatchObject({ id: personId });
  expect(await findSession(claims, now + idleTime)).toBeNull();
  const session = await findSession(claims, now + 6 * day);
  if (!session) throw new Error("No session.");
  await touchSession(session, { ipAddress: "198.51.100.4", userAgent: firefox }, now + 6 * day);
  expect(await findSession(claims, now + 6 * day + idleTime - 1)).toMatchObject({ id: personId });
  expect(await listSessions({ id: personId, sessionId: "" }, now + 6 * day + idleTime)).toEqual([]);
});

test("writes the latest use at most once a minute, also for concurrent requests", async () => {
  const personId = await createStranger();
  const now = Date.now();
  const claims = await createSession({ id: personId }, undefined, now);
  const read = () => prisma.session.findUniqueOrThrow({ where: { id: claims?.sessionId ?? "" } });
  const session = { sessionId: claims?.sessionId ?? "", lastSeenAt: new Date(now) };
  await touchSession(session, { ipAddress: "198.51.100.4", userAgent: firefox }, now + minute - 1);
  expect((await read()).ipAddress).toBe("unknown");
  await touchSession(session, { ipAddress: "198.51.100.4", userAgent: firefox }, now + minute);
  // This request read the row before the other one wrote it.
  await touchSession(session, { ipAddress: "198.51.100.5", userAgent: "" }, now + minute + second);
  expect(await read()).toMatchObject({ ipAddress: "198.51.100.4", lastSeenAt: new Date(now + minute) });
});

test("lists the active sessions of one person with browser and IP address, this one first", async () => {
  const [personId, stranger] = [await createStranger(), await createStranger()];
  await startSession(stranger);
  const device = { ipAddress: "203.0.113.7", userAgent: firefox };
  const current = await createSession({ id: personId }, device, Date.now() - hour);
  const other = await createSession({ id: personId }, { ipAddress: "::1", userAgent: "<b>\0" });
  const list = await listSessions({ id: personId, sessionId: current?.sessionId ?? "" });
  expect(list).toMatchObject([
    { id: current?.sessionId, browser: "Firefox on Windows", ipAddress: "203.0.113.7", isCurrent: true },
    { id: other?.sessionId, browser: "An unknown browser", ipAddress: "::1", isCurrent: false },
  ]);
});

test("signing out the others keeps this session and those of other people", async () => {
  const [personId, stranger] = [await createStranger(), await createStranger()];
  const [current, other] = [await startSession(personId), await startSession(personId)];
  const foreign = await startSession(stranger);
  expect(await endOtherSessions(current)).toBe(1);
  expect(await findSession(other)).toBeNull();
  expect(await findSession(current)).toMatchObject({ id: personId });
  expect(await findSession(foreign)).toMatchObject({ id: stranger });
});

test("the 51st session of a person ends the one that was used longest ago", async () => {
  const personId = await createStranger();
  const now = Date.now();
  const start = (age: number) => createSession({ id: personId }, undefined, now - age);
  const oldest = await start(day);
  for (let index = 1; index < maxSessions; index += 1) await start(hour);
  if (!oldest) throw new Error("No session.");
  expect(await findSession(oldest)).not.toBeNull();
  await start(0);
  expect(await findSession(oldest)).toBeNull();
  expect(await prisma.session.count({ where: { personId } })).toBe(maxSessions);
});

test("a session ends when its person is deleted", async () => {
  const personId = await createStranger();
  const claims = await startSession(personId);
  await prisma.person.delete({ where: { id: personId } });
  expect(await findSession(claims)).toBeNull();
});

async function raiseVersion(id: string): Promise<void> {
  await prisma.person.update({ where: { id }, data: { sessionVersion: { increment: 1 } } });
}
