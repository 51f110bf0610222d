import type { Transaction } from "@/lib/db/prisma";
import { createVerificationSecret, encryptVerificationSecret } from "@/lib/identity-verification/secret";
import { day } from "@/lib/time";
import type { Generator } from "./seed-generator";

/** The marketing website, and the product's website with identity verification. */
const websites = [
  { domain: "fieldnote.example", days: 90, by: "admin", verifiesIdentities: false },
  { domain: "fieldnote-app.example", days: 74, by: "owner", verifiesIdentities: true },
] as const;

export async function seedWebsites(
  transaction: Transaction,
  make: Generator,
  workspaceId: string,
  people: { owner: string; admin: string },
): Promise<{ id: string; domain: string }[]> {
  const rows = websites.map(({ domain, days, by, verifiesIdentities }) => {
    const createdAt = make.ago(days * day);
    return {
      workspaceId,
      id: make.id(createdAt.getTime()),
      domain,
      trackerId: make.id(createdAt.getTime()),
      verifiesIdentities,
      encryptedSecret: verifiesIdentities ? encryptVerificationSecret(createVerificationSecret()) : null,
      createdById: people[by],
      createdAt,
    };
  });
  await transaction.website.createMany({ data: rows });
  return rows.map(({ id, domain }) => ({ id, domain }));
}
