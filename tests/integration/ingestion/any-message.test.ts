import { expect, it } from "vitest";
import { storeMessages } from "@/lib/ingestion/effects/store-messages";
import { readMessages } from "@/lib/ingestion/messages/read-messages";
import { createSender } from "@/tests/support/factories/sender";
import { readValidEnvelope } from "@/tests/support/factories/sent-messages";
import { anyMessageJson } from "@/tests/support/models/any-message";
import { fc, numRuns } from "@/tests/support/models/properties";

const timeout = numRuns({ usual: 60_000, deep: 600_000 });

it(
  "stores every message that reading accepts, however odd its values are",
  async () => {
    const { source } = await createSender();
    let accepted = 0;
    const batches = fc.array(anyMessageJson, { minLength: 20, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(batches, async (batch) => {
        const messages = [...readMessages(readValidEnvelope(`{"batch":[${batch}]}`), new Date())];
        const results = await storeMessages(source, messages, { client: "192.0.2.1", retryCount: 0 });
        const reasons = results.flatMap(({ reason }) => reason ?? []);
        expect(reasons).not.toContain("not_storable");
        accepted += results.filter(({ outcome }) => outcome === "accepted").length;
      }),
      { numRuns: numRuns({ usual: 5, deep: 1_000 }) },
    );
    expect(accepted).toBeGreaterThan(0);
  },
  timeout,
);
