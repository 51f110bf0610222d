import type { ContactReference } from "@/lib/computations/schema/explanation";

export function ContactName({ contact: { name } }: { contact: ContactReference }) {
  return (
    <span title={name} className="block truncate font-medium">
      {name}
    </span>
  );
}
