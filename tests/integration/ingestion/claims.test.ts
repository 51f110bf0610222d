import { describe, expect, it } from "vitest";
import { encryptVerificationSecret } from "@/lib/identity-verification/secret";
import {
  computeLegacyVerification,
  computeVerification,
  createVerifier,
} from "@/lib/identity-verification/verify";
import { type MessageRules, readMessages } from "@/lib/ingestion/messages/read-messages";
import { readValidEnvelope, receivedAt } from "@/tests/support/factories/sent-messages";

const secret = "a secret of the tests";
const encryptedSecret = encryptVerificationSecret(secret);
const prove = (type: "user" | "email" | "account", value: string) =>
  computeVerification(secret, { type, value });

/** Messages of each type that name a user. */
const named = [
  { type: "identify", userId: "kim", anonymousId: "d1", traits: { plan: "Pro" } },
  { type: "group", userId: "kim", groupId: "acme" },
  { type: "track", userId: "kim", event: "Opened" },
  { type: "page", userId: "kim", anonymousId: "d1" },
  { type: "screen", userId: "kim", name: "Report" },
  { type: "alias", userId: "kim", previousId: "d1" },
];

describe("a message that names a user", () => {
  it.each(named)("needs the proof of its id: $type", (message) => {
    expect(read(message)).toBe("identity_unverified");
    for (const verification of ["", "0".repeat(64), prove("user", "lee"), 7, null, [prove("user", "kim")]])
      expect(read(message, verification)).toBe("identity_unverified");
    expect(read(message, prove("user", "kim"))).toBe("accepted");
    expect(read(message, prove("user", "kim").toUpperCase())).toBe("accepted");
  });

  it("accepts no proof of another type, and none of the id without its type", () => {
    const message = { type: "track", userId: "kim@acme.com", event: "Opened" };
    for (const verification of [
      prove("email", "kim@acme.com"),
      prove("account", "kim@acme.com"),
      computeLegacyVerification(secret, "kim@acme.com"),
    ])
      expect(read(message, verification)).toBe("identity_unverified");
    expect(read(message, prove("user", "kim@acme.com"))).toBe("accepted");
  });

  it("is proven by the id as it is stored, if it was sent as a number", () => {
    expect(read({ type: "track", userId: 7, event: "Opened" }, prove("user", "7"))).toBe("accepted");
  });

  it("may have its proof in the batch's context", () => {
    const envelope = readValidEnvelope({ batch: named, context: { verification: prove("user", "kim") } });
    expect(named.map((_, index) => [...readMessages(envelope, receivedAt, rules)][index]?.rejection)).toEqual(
      named.map(() => undefined),
    );
  });

  it("has its other problems named first", () => {
    expect(read({ type: "track", userId: "kim" })).toBe("missing_event");
  });
});

describe("a message without a user id", () => {
  it("needs no proof if it names nobody", () => {
    for (const message of [
      { type: "track", anonymousId: "d1", event: "Opened" },
      { type: "page", anonymousId: "d1" },
      { type: "identify", anonymousId: "d1", traits: { plan: "Pro" } },
    ])
      expect(read(message)).toBe("accepted");
  });

  it("needs the proof of the email, or else of the account that it names", () => {
    const identify = { type: "identify", anonymousId: "d1", traits: { email: "Kim@Acme.com" } };
    const group = { type: "group", anonymousId: "d1", groupId: "acme" };
    const track = { type: "track", anonymousId: "d1", event: "Opened", context: { groupId: "acme" } };
    for (const verification of [undefined, prove("user", "kim@acme.com"), prove("user", "acme")]) {
      expect(read(identify, verification)).toBe("identity_unverified");
      expect(read(group, verification)).toBe("identity_unverified");
      expect(read(track, verification)).toBe("identity_unverified");
    }
    expect(read(identify, prove("email", "kim@acme.com"))).toBe("accepted");
    expect(read(group, prove("account", "acme"))).toBe("accepted");
    expect(read(track, prove("account", "acme"))).toBe("accepted");
  });
});

it("rejects every claim if the secret is missing, and verifies none while the setting is off", () => {
  const message = { type: "track", userId: "kim", event: "Opened" };
  const withoutSecret = createVerifier({ verifiesIdentities: true, encryptedSecret: null });
  expect(read(message, prove("user", "kim"), { verify: withoutSecret })).toBe("identity_unverified");
  const off = createVerifier({ verifiesIdentities: false, encryptedSecret });
  expect(off).toBeUndefined();
  expect(read(message, undefined, { verify: off })).toBe("accepted");
});

const rules = { verify: createVerifier({ verifiesIdentities: true, encryptedSecret }) };

/** The reason of the rejection, or "accepted". */
function read(
  message: { type: string; context?: object; [field: string]: unknown },
  verification?: unknown,
  messageRules: MessageRules = rules,
): string {
  const sent = { ...message, context: { ...message.context, verification } };
  const [only] = readMessages(readValidEnvelope({ batch: [sent] }), receivedAt, messageRules);
  return only?.rejection ?? "accepted";
}
