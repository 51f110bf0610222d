import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { prisma } from "@/lib/db/prisma";
import { type MailServer, startMailServer } from "./mail-server";

/** Starts an SMTP server for the tests of a file and sets SMTP_URL. Each test begins without queued and received emails. */
export function provideMailServer(from = "no-reply@example.com"): MailServer {
  const server = {} as MailServer;
  beforeAll(async () => {
    Object.assign(server, await startMailServer());
    process.env.SMTP_URL = server.url;
    process.env.EMAIL_FROM = from;
  });
  beforeEach(async () => {
    await prisma.email.deleteMany();
    server.mails.length = 0;
  });
  afterEach(() => {
    server.reject(null);
    server.hold(null);
  });
  afterAll(() => server.stop());
  return server;
}
