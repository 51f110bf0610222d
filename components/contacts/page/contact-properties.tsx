import { Sigma } from "lucide-react";
import { PropertyText } from "@/components/contacts/property-text";
import { Card } from "@/components/ui/layout/card";
import type { ContactDetail, ContactProperty } from "@/lib/contacts/schema/contact-page";
import { Fact } from "./contact-summary";

/** The properties of a contact under the headings of their groups. Archived ones come last. */
export function ContactProperties({ contact: { properties } }: { contact: ContactDetail }) {
  const headings = [...new Set(properties.map(getHeading))].sort(
    (a, b) => Number(a === archived) - Number(b === archived),
  );
  return (
    <Card
      title="Properties"
      description={
        properties.some(({ isComputed }) => isComputed) && (
          <>
            <Sigma aria-hidden className="inline size-3.5 align-[-0.15em] text-accent-text" /> marks computed
            properties.
          </>
        )
      }
    >
      {properties.length === 0 ? (
        <p className="text-muted">Nothing was sent or computed yet.</p>
      ) : (
        <div className="flex flex-col gap-5">
          {headings.map((heading) => (
            <section key={heading} className="flex flex-col gap-2">
              {headings.length > 1 && <h3 className="font-medium text-muted text-sm">{heading}</h3>}
              <dl className="flex flex-col gap-2">
                {properties
                  .filter((property) => getHeading(property) === heading)
                  .map((property) => (
                    <PropertyFact key={property.name} property={property} />
                  ))}
              </dl>
            </section>
          ))}
        </div>
      )}
    </Card>
  );
}

const archived = "Archived";

function getHeading({ isArchived, group }: ContactProperty): string {
  return isArchived ? archived : (group ?? "No group");
}

function PropertyFact({ property: { name, label, type, isComputed, value } }: { property: ContactProperty }) {
  const text = (
    <span title={isComputed ? `${name}, computed` : name}>
      {label}
      {isComputed && <ComputedMark />}
    </span>
  );
  return (
    <Fact label={text}>
      <span className="line-clamp-6">
        <PropertyText value={value} type={type} />
      </span>
    </Fact>
  );
}

function ComputedMark() {
  return (
    <span className="whitespace-nowrap">
      {" "}
      <Sigma aria-hidden className="inline size-3.5 align-[-0.15em] text-accent-text" />
      <span className="sr-only">(computed)</span>
    </span>
  );
}
