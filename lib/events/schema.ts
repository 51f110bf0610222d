import { z } from "zod";

export const EventDefinition = z.object({
  id: z.string(),
  name: z.string(),
  group: z.object({ id: z.string(), name: z.string() }).optional(),
});
export type EventDefinition = z.infer<typeof EventDefinition>;
