import { LoggedText } from "./logged-text";

interface NamedValuesProps {
  /** A name may come twice, as it may in a query. */
  values: [name: string, value: string][];
  /** What to say where there are none. */
  none: string;
}

export function NamedValues({ values, none }: NamedValuesProps) {
  if (values.length === 0) return <p className="text-muted">{none}</p>;
  const lines = values.map(([name, value], place) => ({ name, value, place }));
  return (
    <dl className="divide-y rounded-control border bg-inset font-mono text-sm">
      {lines.map(({ name, value, place }) => (
        <div key={place} className="grid gap-x-4 px-3 py-1.5 sm:grid-cols-[10rem_minmax(0,1fr)]">
          <dt className="wrap-anywhere text-muted">
            <LoggedText text={name} />
          </dt>
          <dd className="wrap-anywhere min-w-0">
            <LoggedText text={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
