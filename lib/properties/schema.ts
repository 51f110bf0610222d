import { z } from "zod";
import { Text } from "@/lib/text";

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

/** What a property may hold; dates are texts in ISO 8601. */
export const PropertyValue = z.union([z.string(), z.boolean(), z.number(), z.array(z.string())]);
export type PropertyValue = z.infer<typeof PropertyValue>;

/** Values by the property's name, as they are shown. */
export const PropertyValues = z.record(z.string(), PropertyValue);
export type PropertyValues = z.infer<typeof PropertyValues>;

export const PropertyName = Text(1, 100);
