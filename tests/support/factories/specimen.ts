import { z } from "zod";
import { endpoint } from "@/lib/api/endpoint";

/** A test endpoint with every feature. */
export const specimen = endpoint({
  method: "POST",
  path: "/specimens/{specimenId}",
  group: "Service",
  summary: "Measure a specimen",
  permission: "TrackData",
  params: z.strictObject({ specimenId: z.string().meta({ example: "a/b ü%" }) }),
  query: z.strictObject({ unit: z.enum(["mm", "inch"]).default("mm").meta({ example: "inch" }) }),
  body: z
    .strictObject({
      // Bounded: a number beyond the largest one cannot be converted.
      length: z.number().positive().max(1e300),
      parts: z.array(z.strictObject({ name: z.string() })).optional(),
    })
    .meta({ example: { length: 2, parts: [{ name: "head" }] } }),
  output: z.object({
    specimenId: z.string().meta({ example: "a/b ü%" }),
    millimetres: z.number().meta({ example: 50.8 }),
  }),
  status: 201,
  handler: ({ params, query, body }) => ({
    specimenId: params.specimenId,
    millimetres: body.length * (query.unit === "inch" ? 25.4 : 1),
    undeclared: "never leaves",
  }),
});
