import { z } from "zod";
import { endpoint, rejectOtherMethods } from "@/lib/api/endpoint";
import { checkReady } from "@/lib/api/readiness";

export const GET = endpoint({
  method: "GET",
  path: "/ready",
  group: "Service",
  summary: "Whether the service can answer: 503 while its database is away",
  permission: "public",
  output: z.object({ status: z.literal("ready") }),
  status: 200,
  handler: async () => {
    await checkReady();
    return { status: "ready" as const };
  },
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = rejectOtherMethods(GET);
