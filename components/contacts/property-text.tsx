import { LocalDay } from "@/components/ui/time/local-time";
import type { PropertyType, PropertyValue } from "@/lib/contacts/schema/property";

interface PropertyTextProps {
  value: PropertyValue | undefined;
  type: PropertyType;
}

/** A value as its type. Unknown values are a dash for the eye and a word for screen readers. */
export function PropertyText({ value, type }: PropertyTextProps) {
  if (value === undefined) {
    return (
      <span className="text-muted">
        <span aria-hidden>–</span>
        <span className="sr-only">Unknown</span>
      </span>
    );
  }
  if (typeof value === "boolean") return value ? "Yes" : "No";
  if (typeof value === "number") return <span className="tabular-nums">{value.toLocaleString("en")}</span>;
  if (Array.isArray(value)) return value.length === 0 ? "Empty list" : value.join(", ");
  if (value === "") return <span className="text-muted">Empty text</span>;
  return type === "date" ? <DateValue value={value} /> : value;
}

/** A day without a time is the same day everywhere. */
function DateValue({ value }: { value: string }) {
  const time = new Date(value);
  if (Number.isNaN(time.getTime())) return value;
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return <time dateTime={value}>{value}</time>;
  return <LocalDay time={time} />;
}
