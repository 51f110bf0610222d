import { describe, expect, it } from "vitest";
import { listAuditEntries } from "@/lib/audit/queries";
import { regenerateConnectorSecret } from "@/lib/connectors/mutations";
import { findConnector, getConnector, listConnectors } from "@/lib/connectors/queries";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { decryptVerificationSecret } from "@/lib/identity-verification/secret";
import {
  createConnectorIn,
  editConnector,
  type TestConnector,
  turnVerificationOn,
} from "@/tests/support/factories/connector";
import { findTablesWith } from "@/tests/support/matchers/search-database";

const browser = { name: "Shop", type: "browser" as const, domains: ["acme.com"] };

describe("the secret of a connector", () => {
  it("is issued with verification, kept while it is on, and deleted when it is turned off", async () => {
    const created = await createConnectorIn(undefined, browser);
    expect(created.connector).toMatchObject({ verifiesIdentities: false, secretFingerprint: null });
    const on = await turnVerificationOn(created);
    expect(await readSecret(created)).toBe(on.secret);
    const renamed = await editConnector({ ...created, ...on }, { name: "Store" });
    expect(renamed).toMatchObject({
      secret: null,
      connector: { verifiesIdentities: true, secretFingerprint: on.connector.secretFingerprint },
    });
    expect(await readSecret(created)).toBe(on.secret);
    const off = await editConnector({ ...created, ...renamed }, { verifiesIdentities: false });
    expect(off).toMatchObject({ secret: null, connector: { secretFingerprint: null } });
    expect(await readSecret(created)).toBeNull();
    expect((await turnVerificationOn({ ...created, ...off })).secret).not.toBe(on.secret);
  });

  it("is one if several members turn verification on at the same time", async () => {
    const created = await createConnectorIn(undefined, browser);
    const attempts = await Promise.allSettled([1, 2, 3].map(() => turnVerificationOn(created)));
    const secrets = attempts.flatMap((attempt) =>
      attempt.status === "fulfilled" ? [attempt.value.secret] : [],
    );
    expect(secrets).toEqual([await readSecret(created)]);
  });

  it("is not issued by an edit that claims that verification was on, which needs no proof of the member", async () => {
    const created = await createConnectorIn(undefined, browser);
    const edit = editConnector(created, { verifiesIdentities: true, from: { verifiesIdentities: true } });
    await expect(edit).rejects.toMatchObject({ code: "conflict" });
    expect(await readSecret(created)).toBeNull();
  });

  it("is replaced once by concurrent regenerations", async () => {
    const { created, fingerprint } = await createVerified();
    const regenerate = () => regenerateSecretOf(created, fingerprint);
    const attempts = await Promise.allSettled([regenerate(), regenerate()]);
    const issued = attempts.flatMap((attempt) => (attempt.status === "fulfilled" ? [attempt.value] : []));
    expect(issued).toEqual([await readSecret(created)]);
    await expect(regenerate()).rejects.toMatchObject({ code: "conflict" });
  });

  it("is not replaced while verification is off, nor from another workspace", async () => {
    const off = await createConnectorIn(undefined, browser);
    await expect(regenerateSecretOf(off, "")).rejects.toMatchObject({ code: "conflict" });
    const { created, secret, fingerprint } = await createVerified();
    const { workspaceId, personId } = off;
    const stolen = regenerateSecretOf({ ...created, workspaceId, personId }, fingerprint);
    await expect(stolen).rejects.toMatchObject({ code: "not_found" });
    expect(await readSecret(created)).toBe(secret);
  });

  it("is in no table and in nothing that the screens read, plain or encrypted", async () => {
    const { created, secret, fingerprint } = await createVerified();
    const { workspaceId, connector } = created;
    const replaced = await regenerateSecretOf(created, fingerprint);
    const texts = [secret, replaced].flatMap((text) => [text, Buffer.from(text, "hex").toString("base64")]);
    expect(await findTablesWith(pool, texts)).toEqual([]);
    const read = JSON.stringify([
      await listConnectors(workspaceId, { page: 1 }),
      await getConnector(workspaceId, connector.id),
      await findConnector(workspaceId, connector.id),
      await listAuditEntries(workspaceId),
    ]);
    for (const text of [...texts, "encryptedSecret"]) expect(read).not.toContain(text);
  });
});

it("records the setting and a new secret in the audit log, and no rejected change", async () => {
  const { created, fingerprint } = await createVerified();
  await regenerateSecretOf(created, fingerprint);
  await expect(regenerateSecretOf(created, fingerprint)).rejects.toThrow();
  const connector = await getConnector(created.workspaceId, created.connector.id);
  await editConnector({ ...created, connector }, { verifiesIdentities: false, renamesReservedTraits: true });
  const { rows } = await listAuditEntries(created.workspaceId);
  expect(rows.toReversed().map(({ text, subject, detail }) => [text.replace("…", subject), detail])).toEqual([
    ["created the connector Shop", "for browsers, from acme.com"],
    ["changed the settings of the connector Shop", "turned “Verify identities” on"],
    ["regenerated the secret of the connector Shop", ""],
    [
      "changed the settings of the connector Shop",
      "turned “Verify identities” off, turned “Use journy.io’s names for reserved traits” on",
    ],
  ]);
});

async function createVerified() {
  const created = await createConnectorIn(undefined, browser);
  const { connector, secret } = await turnVerificationOn(created);
  return { created: { ...created, connector }, secret, fingerprint: connector.secretFingerprint ?? "" };
}

type Owned = Pick<TestConnector, "workspaceId" | "personId" | "connector">;

function regenerateSecretOf({ workspaceId, personId, connector }: Owned, secretFingerprint: string) {
  return regenerateConnectorSecret(workspaceId, personId, { id: connector.id, secretFingerprint });
}

async function readSecret({ workspaceId, connector: { id } }: Owned): Promise<string | null> {
  const { encryptedSecret } = await prisma.connector.findUniqueOrThrow({
    where: { workspaceId_id: { workspaceId, id } },
    select: { encryptedSecret: true },
  });
  return encryptedSecret && decryptVerificationSecret(encryptedSecret);
}
