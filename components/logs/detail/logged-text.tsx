import { Fragment } from "react";
import { removed } from "@/lib/logs/redact/placeholders";

/**
 * Text from the log. Where a secret was removed, it looks like a remark and not like something that was sent. Text that
 * is read from right to left turns nothing around that stands beside it.
 */
export function LoggedText({ text }: { text: string }) {
  const parts = text.split(removed).map((part, place) => ({ part, place }));
  return (
    <bdi>
      {parts.map(({ part, place }) => (
        <Fragment key={place}>
          {place > 0 && <span className="font-sans text-muted italic">{removed}</span>}
          {part}
        </Fragment>
      ))}
    </bdi>
  );
}
