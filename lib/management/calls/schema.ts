import { z } from "zod";
import { methods } from "@/lib/api/endpoint-spec";
import { asFilter, pageQuery } from "@/lib/page";
import { Timestamp, TimestampParameter } from "@/lib/timestamp";

export const LoggedCallQuery = z.strictObject({
  applicationId: asFilter(z.ulid(), "Only calls with the keys of this application or token."),
  method: asFilter(z.enum(methods), "Only calls with this method."),
  status: asFilter(
    z.string().regex(/^[1-5](xx|\d\d)$/, "Expected a status such as 404, or 4xx."),
    "A status or its class: 404, 4xx.",
  ),
  from: asFilter(TimestampParameter, "Only calls from this time on."),
  to: asFilter(TimestampParameter, "Only calls before this time."),
  ...pageQuery,
  cursor: z.ulid("Invalid cursor.").optional().meta({
    description: "'page.next' of the page before, with the same filters. Absent: the newest calls.",
  }),
});
export type LoggedCallQuery = z.infer<typeof LoggedCallQuery>;

export const LoggedCall = z.object({
  requestId: z.string().meta({ example: "01JD9Z2Q8B5N7M3K1H6G4F0D9G" }),
  time: Timestamp,
  applicationId: z.string().meta({ example: "01JD9Z2Q8B5N7M3K1H6G4F0D9E" }),
  applicationName: z.string().meta({ example: "Nightly export" }),
  method: z.string().meta({ example: "GET" }),
  path: z.string().meta({ description: "Without the keys that it contained.", example: "/api/users" }),
  query: z.string().meta({ example: "?limit=100" }),
  route: z.string().optional().meta({ description: "Absent for an unknown path.", example: "/users" }),
  status: z.int().meta({ example: 200 }),
  errorCode: z.string().optional(),
  duration: z.number().meta({ description: "Milliseconds.", example: 12.4 }),
  client: z.string().meta({ description: "Product and version of the User-Agent.", example: "node" }),
  ipAddress: z.string().meta({ example: "203.0.113.4" }),
});
