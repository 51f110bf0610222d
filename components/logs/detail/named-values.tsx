import { CopyIcon } from "./copy-icon";
import { LoggedText } from "./logged-text";

interface NamedValuesProps {
  /** A name may come twice, as it may in a query. */
  values: [name: string, value: string][];
}

export function NamedValues({ values }: NamedValuesProps) {
  const lines = values.map(([name, value], place) => ({ name, value, place }));
  return (
    <dl className="divide-y rounded-control border bg-inset font-mono text-sm">
      {lines.map(({ name, value, place }) => (
        <div
          key={place}
          className="group/line relative grid gap-x-4 px-3 py-1.5 sm:grid-cols-[10rem_minmax(0,1fr)]"
        >
          <dt className="wrap-anywhere text-muted">
            <LoggedText text={name} />
          </dt>
          <dd className="wrap-anywhere min-w-0">
            <LoggedText text={value} />
            <CopyIcon
              label={`Copy ${name}`}
              value={value}
              className="absolute top-1.5 right-1.5 bg-inset opacity-0 focus-visible:opacity-100 group-hover/line:opacity-100 [@media(hover:none)]:hidden"
            />
          </dd>
        </div>
      ))}
    </dl>
  );
}
