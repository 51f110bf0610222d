import { z } from "zod";
import { endpoint } from "@/lib/api/endpoint";
import { checkReadiness, findQueueState } from "@/lib/api/readiness";
import { rejectOtherMethods } from "@/lib/api/reject-calls";

const ComputationQueue = z.object({
  queued: z.int().meta({
    description: "Contacts whose segments and other values wait to be computed.",
    example: 0,
  }),
  oldestSeconds: z.number().meta({
    description: "Seconds that the first of them has waited.",
    example: 0,
  }),
});

export const GET = endpoint({
  method: "GET",
  path: "/ready",
  group: "Service",
  summary: "Check that the service can answer: 503 without its database",
  permission: "public",
  description: "The queue of computations does not decide: it also waits while every process is ready.",
  output: z.object({ status: z.literal("ready"), computations: ComputationQueue.optional() }),
  status: 200,
  handler: async () => {
    await checkReadiness();
    const computations = await findQueueState();
    return { status: "ready" as const, ...(computations && { computations }) };
  },
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = rejectOtherMethods(GET);
