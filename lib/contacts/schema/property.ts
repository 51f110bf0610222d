import { z } from "zod";
import { fromLargeInteger } from "@/lib/contacts/schema/large-integer";
import { maxListItems, maxNameLength, maxNames, maxTextLength } from "@/lib/contacts/schema/property-limits";
import { describeAs, RecordInput } from "@/lib/record";
import { Text } from "@/lib/text/text";

export const Property = z
  .object({
    name: z.string().meta({ description: "The name in the API." }),
    label: z.string().meta({ description: "The name on screens." }),
    isComputed: z.boolean().meta({ description: "Whether the platform computes it, such as a score." }),
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

/** Dates are strings in ISO 8601. */
export const PropertyValue = z.union([z.string(), z.boolean(), z.number(), z.array(z.string())]);
export type PropertyValue = z.infer<typeof PropertyValue>;

/** A whole number beyond 2^53 arrives as a bigint. */
export type SentValue = PropertyValue | bigint;

const PropertyName = Text(1, maxNameLength);

/** Set by the first value of the property, and never changed. */
export type PropertyType = "string" | "number" | "boolean" | "date" | "list";

/** Bytes of JSON, of all properties of one contact. */
export const maxPropertyBytes = 100_000;

/** The type of the property decides whether a bigint is stored as a number or as a string. */
const SentNumber = describeAs(z.union([z.number(), z.bigint()]), z.number(), {});

const MetadataNumber = describeAs(
  SentNumber.transform((sent) => (typeof sent === "bigint" ? fromLargeInteger(sent) : sent)),
  z.number(),
  {},
);

const largeIntegers = "A whole number beyond 2^53 that fits into 64 bits is stored as a string of its digits";

const isShortList = (value: unknown) => Array.isArray(value) && value.length <= maxListItems;
const isLongList = (value: unknown) => Array.isArray(value) && value.length > maxListItems;

/** Does not validate the items of a list that is too long. A union would lose the message of z.array().max(). */
const SentList = describeAs(
  z.union([
    z.custom<unknown[]>(isShortList).pipe(z.array(Text(1, maxTextLength))),
    z.custom<never>(isLongList).refine(() => false, `This may have ${maxListItems} items at most.`),
  ]),
  z.array(Text(1, maxTextLength)),
  { maxItems: maxListItems },
);

export const SentProperties = RecordInput(
  PropertyName,
  z.union(
    [Text(0, maxTextLength), z.boolean(), SentNumber, SentList, z.null()],
    "Expected a string, a number, a boolean, a list of strings, or null.",
  ),
  {
    maxNames,
    description:
      "By name. null removes a property; properties that are not sent stay. Dates are in ISO 8601. The first value of a " +
      "property sets its type: later values are converted to it where nothing is lost, and otherwise listed under " +
      `'rejected'. ${largeIntegers}, unless the property is a number that can hold every digit. ` +
      `All properties of one contact have at most ${maxPropertyBytes.toLocaleString("en")} bytes of JSON.`,
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

export const Metadata = RecordInput(
  PropertyName,
  z.union([Text(0, maxTextLength), z.boolean(), MetadataNumber], "Expected a string, a number or a boolean."),
  {
    maxNames,
    description: `By name. ${largeIntegers}.`,
    example: { format: "csv", rows: 250, scheduled: false },
  },
);
