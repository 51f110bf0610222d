import { z } from "zod";
import { endpoint } from "@/lib/api/endpoint";
import { checkReadiness } from "@/lib/api/readiness";
import { rejectOtherMethods } from "@/lib/api/reject-calls";

export const GET = endpoint({
  method: "GET",
  path: "/ready",
  group: "Service",
  summary: "Check that the service can answer: 503 without its database",
  permission: "public",
  output: z.object({ status: z.literal("ready") }),
  status: 200,
  handler: async () => {
    await checkReadiness();
    return { status: "ready" as const };
  },
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = rejectOtherMethods(GET);
