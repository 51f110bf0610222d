import { z } from "zod";

export const Property = z
  .object({
    name: z.string().meta({ description: "As the API spells it." }),
    label: z.string().meta({ description: "As people read it." }),
    isComputed: z
      .boolean()
      .meta({ description: "Whether the platform works it out itself, such as a score." }),
    group: z.object({ id: z.string(), name: z.string() }).optional(),
  })
  .meta({
    example: {
      name: "seats",
      label: "Seats",
      isComputed: false,
      group: { id: "01JD9Z6S3F8H1J5K2L7Q4R0T9A", name: "Subscription" },
    },
  });
export type Property = z.infer<typeof Property>;
