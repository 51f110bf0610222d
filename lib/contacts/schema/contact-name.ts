/** Properties that hold the name of a contact, by convention of the API's clients. */
export const nameProperties = ["name", "full_name", "first_name", "last_name"] as const;

type NamedContact = {
  properties: Record<string, unknown>;
  externalId?: string | null;
  /** The email or the domain. */
  alias?: string | null;
};

/** The name of a contact on screens: what its properties call it, else its email or domain, else its id. */
export function getContactName({ properties, externalId, alias }: NamedContact): string {
  const text = (name: (typeof nameProperties)[number]) => {
    const value = properties[name];
    return typeof value === "string" ? value.trim() : "";
  };
  const fullName =
    text("name") || text("full_name") || [text("first_name"), text("last_name")].filter(Boolean).join(" ");
  return fullName || alias || externalId || "No name";
}
