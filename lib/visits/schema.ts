import { z } from "zod";

/** How visitors came to a website. */
export const Channel = z
  .object({ id: z.string(), name: z.string() })
  .meta({ example: { id: "01JD9ZF4K6M8N1P3Q5R7S9T2V4", name: "Organic search" } });
export type Channel = z.infer<typeof Channel>;

/** What brought visitors: the `utm_campaign` of their visits. */
export const Campaign = z
  .object({ id: z.string(), name: z.string() })
  .meta({ example: { id: "01JD9ZE7R2T5Y8W1X4V6S9Q3P0", name: "spring-launch" } });
export type Campaign = z.infer<typeof Campaign>;

/** Computed properties of a user: the sources of the first and the last visit. */
export const attributionProperties = [
  ["first_channel", "First channel"],
  ["first_campaign", "First campaign"],
  ["last_channel", "Last channel"],
  ["last_campaign", "Last campaign"],
] as const;
