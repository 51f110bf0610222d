import { z } from "zod";
import { fromLargeInteger } from "@/lib/contacts/schema/large-integer";
import { maxListItems, maxNameLength, maxNames, maxTextLength } from "@/lib/contacts/schema/property-limits";
import { describeAs, RecordInput } from "@/lib/record";
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

/** A value as a caller sends it. */
export type SentValue = PropertyValue | bigint;

const PropertyName = Text(1, maxNameLength);

/** What a property can be of. Fixed by the first value that is seen. */
export type PropertyType = "string" | "number" | "boolean" | "date" | "list";

/** Bytes of JSON that the properties of one contact may have together. */
export const maxPropertyBytes = 100_000;

/** A bigint is a whole number beyond 2^53: the type of its property decides whether it is kept as a number or as text. */
const SentNumber = describeAs(z.union([z.number(), z.bigint()]), z.number(), {});

const MetadataNumber = describeAs(
  SentNumber.transform((sent) => (typeof sent === "bigint" ? fromLargeInteger(sent) : sent)),
  z.number(),
  {},
);

/** The documented fate of numbers that a double may not hold. */
const largeNumbers =
  "A whole number beyond 2^53 that may be an id of 64 bits is kept as the text of its digits";

const isShort = (value: unknown) => Array.isArray(value) && value.length <= maxListItems;
const isLong = (value: unknown) => Array.isArray(value) && value.length > maxListItems;

/** The items of a list that is too long are not looked at. A union would not repeat the reason of z.array().max(). */
const SentList = describeAs(
  z.union([
    z.custom<unknown[]>(isShort).pipe(z.array(Text(1, maxTextLength))),
    z.custom<never>(isLong).refine(() => false, `This may have ${maxListItems} items at most.`),
  ]),
  z.array(Text(1, maxTextLength)),
  { maxItems: maxListItems },
);

/** What a caller may set a property to; null removes it. */
export const SentProperties = RecordInput(
  PropertyName,
  z.union(
    [Text(0, maxTextLength), z.boolean(), SentNumber, SentList, z.null()],
    "Expected a string, a number, a boolean, a list of strings, or null.",
  ),
  {
    most: maxNames,
    description:
      "By name. null removes a property; what is not named stays as it is. Dates are in ISO 8601. A property that is new " +
      "is of the type of its first value, from then on: later values that fit it without loss become of that type, and " +
      `others come back under 'rejected'. ${largeNumbers}, except by a property of numbers that can keep each digit. ` +
      `The properties of one contact may have ${maxPropertyBytes.toLocaleString("en")} bytes of JSON together.`,
    example: {
      first_name: "Kim",
      seats: 12,
      newsletter: true,
      renews_at: "2027-01-31T00:00:00Z",
      trial_ends_at: null,
    },
  },
);
export type SentProperties = z.output<typeof SentProperties>;

/** What may be said of an event. */
export const Metadata = RecordInput(
  PropertyName,
  z.union([Text(0, maxTextLength), z.boolean(), MetadataNumber], "Expected a string, a number or a boolean."),
  {
    most: maxNames,
    description: `By name. ${largeNumbers}.`,
    example: { format: "csv", rows: 250, scheduled: false },
  },
);
