import { z } from "zod";

/** The way that visitors came. */
export const Channel = z
  .object({ id: z.string(), name: z.string() })
  .meta({ example: { id: "01JD9ZF4K6M8N1P3Q5R7S9T2V4", name: "Organic search" } });
export type Channel = z.infer<typeof Channel>;
