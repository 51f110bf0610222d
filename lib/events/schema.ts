import { z } from "zod";

export const EventDefinition = z
  .object({
    id: z.string(),
    name: z.string(),
    group: z.object({ id: z.string(), name: z.string() }).optional(),
  })
  .meta({
    example: {
      id: "01JD9Z4R1T6Y8U3P5S7W2X0V9B",
      name: "report exported",
      group: { id: "01JD9Z4R1T6Y8U3P5S7W2X0V9C", name: "Reports" },
    },
  });
export type EventDefinition = z.infer<typeof EventDefinition>;
