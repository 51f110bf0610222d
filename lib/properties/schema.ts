import { z } from "zod";

export const Property = z.object({
  name: z.string().meta({ description: "As the API spells it." }),
  label: z.string().meta({ description: "As people read it." }),
  isComputed: z.boolean().meta({ description: "Whether the platform works it out itself, such as a score." }),
  group: z.object({ id: z.string(), name: z.string() }).optional(),
});
export type Property = z.infer<typeof Property>;
