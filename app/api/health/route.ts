import { z } from "zod";
import { endpoint } from "@/lib/api/endpoint";
import { rejectOtherMethods } from "@/lib/api/reject-calls";

export const GET = endpoint({
  method: "GET",
  path: "/health",
  group: "Service",
  summary: "Check that the service runs",
  permission: "public",
  output: z.object({ status: z.literal("ok") }),
  status: 200,
  handler: () => ({ status: "ok" as const }),
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = rejectOtherMethods(GET);
