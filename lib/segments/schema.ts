import { z } from "zod";

export const Segment = z
  .object({ id: z.string(), name: z.string() })
  .meta({ example: { id: "01JD9Z2Q8B5N7M3K1H6G4F0D9C", name: "Active this week" } });
export type Segment = z.infer<typeof Segment>;
