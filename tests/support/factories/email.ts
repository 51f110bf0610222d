import { prisma } from "@/lib/db/prisma";
import { enqueueEmail } from "@/lib/email/mutations";
import type { EmailDraft } from "@/lib/email/template";
import { day } from "@/lib/time";
import { createStranger } from "./people";

export const secretUrl = "https://app.example.com/reset-password#a-secret-token";
export const testDraft: EmailDraft = {
  subject: "A subject",
  paragraphs: ["A paragraph."],
  link: { label: "Open", url: secretUrl },
  footnotes: ["A footnote."],
};

/** Queues an email to a new person. */
export async function enqueueTestEmail(now = Date.now(), lifetime = day, draft = testDraft) {
  const personId = await createStranger();
  const { email: toAddress } = await prisma.person.findUniqueOrThrow({ where: { id: personId } });
  const email = { kind: "passwordChanged", toAddress, personId, draft, lifetime } as const;
  const id = await prisma.$transaction((transaction) => enqueueEmail(transaction, email, now));
  if (!id) throw new Error("The email was not queued.");
  return { id, toAddress, personId };
}

export function findEmail(id: string) {
  return prisma.email.findUniqueOrThrow({ where: { id } });
}
