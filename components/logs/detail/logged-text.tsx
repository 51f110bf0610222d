import { Fragment } from "react";
import { removedPlaceholder } from "@/lib/logs/redact/placeholders";

/** Styles "[removed]" placeholders, and isolates right-to-left text from its surroundings. */
export function LoggedText({ text }: { text: string }) {
  const parts = text.split(removedPlaceholder).map((part, index) => ({ part, index }));
  return (
    <bdi>
      {parts.map(({ part, index }) => (
        <Fragment key={index}>
          {index > 0 && <span className="font-sans text-muted italic">{removedPlaceholder}</span>}
          {part}
        </Fragment>
      ))}
    </bdi>
  );
}
