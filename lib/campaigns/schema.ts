import { z } from "zod";

/** What brought visitors, named by the visit's utm_campaign. */
export const Campaign = z
  .object({ id: z.string(), name: z.string() })
  .meta({ example: { id: "01JD9ZE7R2T5Y8W1X4V6S9Q3P0", name: "spring-launch" } });
export type Campaign = z.infer<typeof Campaign>;
