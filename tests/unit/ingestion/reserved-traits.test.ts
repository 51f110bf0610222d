import { describe, expect, it } from "vitest";
import { readMessages } from "@/lib/ingestion/messages/read-messages";
import { getEffect, readValidEnvelope, receivedAt } from "@/tests/support/factories/sent-messages";

const traits = {
  ...{ firstName: "Kim", lastName: "Lee", name: "Kim Lee", phone: "+32 2 123", title: "CTO" },
  createdAt: "2025-03-01T08:00:00Z",
};

describe("journy.io's names for reserved traits", () => {
  it("replace those of a user, and keep other traits", () => {
    expect(readTraits("identify", traits)).toEqual({
      ...{ first_name: "Kim", last_name: "Lee", full_name: "Kim Lee", phone: "+32 2 123", title: "CTO" },
      registered_at: "2025-03-01T08:00:00Z",
    });
  });

  it("replace those of an account, whose name stays", () => {
    expect(readTraits("group", traits)).toEqual({
      ...{ firstName: "Kim", lastName: "Lee", name: "Kim Lee", phone: "+32 2 123", title: "CTO" },
      registered_at: "2025-03-01T08:00:00Z",
    });
  });

  it("yield to a trait that was sent by such a name, also to one that removes it", () => {
    const sent = { firstName: "Kim", first_name: "Kimberly", last_name: null, lastName: "Lee" };
    expect(readTraits("identify", sent)).toEqual({ first_name: "Kimberly", last_name: null });
  });

  it("remove the property for null, and keep the name of a trait like 'constructor'", () => {
    const sent = { firstName: null, constructor: "Acme", "first name": "Kim" };
    expect(readTraits("identify", sent)).toEqual({
      first_name: null,
      constructor: "Acme",
      "first name": "Kim",
    });
  });

  it("are not used while the switch is off", () => {
    expect(readTraits("identify", traits, false)).toEqual(traits);
    expect(readTraits("group", traits, false)).toEqual(traits);
  });
});

function readTraits(type: "identify" | "group", sent: object, renamesReservedTraits = true) {
  const body = { userId: "u1", groupId: "g1", traits: sent };
  const [message] = readMessages(readValidEnvelope(body, type), receivedAt, { renamesReservedTraits });
  if (!message) throw new Error("The request has no message.");
  return Object.fromEntries(getEffect(message, type === "identify" ? "user" : "account").traits);
}
