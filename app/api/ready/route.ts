import { z } from "zod";
import { endpoint } from "@/lib/api/endpoint";
import { checkReadiness, degradablePartNames, findDegradedParts } from "@/lib/api/readiness";
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

const DegradedPart = z.object({
  part: z
    .enum(degradablePartNames)
    .meta({ description: "The part that is away or late.", example: "rateLimit" }),
  reason: z.string().meta({
    description: "What that means.",
    example: "Redis is away: each process counts the limits itself.",
  }),
});

export const GET = endpoint({
  method: "GET",
  path: "/ready",
  group: "Service",
  summary: "Check that the service can answer: 503 without its database",
  permission: "public",
  description:
    "A part that calls can do without does not decide: while it is away or late, the status is 'degraded' and the part is listed with the reason.",
  output: z.object({
    status: z.enum(["ready", "degraded"]).meta({
      description: "'degraded' while a part of the list is away or late.",
      example: "ready",
    }),
    computations: ComputationQueue.optional(),
    degraded: z.array(DegradedPart).optional(),
  }),
  status: 200,
  handler: async () => {
    await checkReadiness();
    const { computations, degraded } = await findDegradedParts();
    return {
      status: degraded.length > 0 ? ("degraded" as const) : ("ready" as const),
      ...(computations && { computations }),
      ...(degraded.length > 0 && { degraded }),
    };
  },
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = rejectOtherMethods(GET);
