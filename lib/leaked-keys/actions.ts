"use server";

import { headers } from "next/headers";
import { after } from "next/server";
import { publicAction } from "@/lib/action";
import { getClientIp } from "@/lib/http/client-ip";
import * as mutations from "@/lib/leaked-keys/mutations";
import { countLeakReport } from "@/lib/leaked-keys/report-limit";
import { HashedLeakReport } from "@/lib/leaked-keys/schema";
import { logger } from "@/lib/logger";

/** Looks the keys up after the response, whose content and time then cannot reveal which ones exist. */
export const reportLeakedKeys = publicAction({
  input: HashedLeakReport,
  refresh: false,
  handler: async ({ input: { hashes } }) => {
    await countLeakReport(getClientIp(await headers()));
    after(() =>
      mutations
        .reportLeakedKeys(hashes)
        .then(() => {})
        .catch((error) => logger.error({ err: error }, "A report of a leaked key failed.")),
    );
  },
});
