import type { ContactKind } from "@/lib/contacts/schema/contact";
import type { SentProperties } from "@/lib/contacts/schema/property";

/** journy.io's names of the traits that Segment reserves. The others have the same name. */
const ownNames: Record<ContactKind, Readonly<Record<string, string>>> = {
  user: {
    firstName: "first_name",
    lastName: "last_name",
    name: "full_name",
    createdAt: "registered_at",
  },
  account: { createdAt: "registered_at" },
};

/** Renames Segment's reserved traits. A trait that was sent by journy.io's name wins. */
export function renameReservedTraits(kind: ContactKind, traits: SentProperties): SentProperties {
  const names = ownNames[kind];
  const renamed: SentProperties = new Map();
  for (const [sentName, value] of traits) {
    const name = Object.hasOwn(names, sentName) ? names[sentName] : undefined;
    if (name === undefined) renamed.set(sentName, value);
    else if (!traits.has(name)) renamed.set(name, value);
  }
  return renamed;
}
