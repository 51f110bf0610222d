import { InlineCode } from "./inline-code";
import type { OperationField } from "./operations";

interface FieldListProps {
  title: string;
  fields: OperationField[];
}

/** The parameters of a call, or the fields of a body. */
export function FieldList({ title, fields }: FieldListProps) {
  if (fields.length === 0) return null;
  return (
    <div className="flex flex-col">
      <h4 className="border-b pb-1.5 font-medium">{title}</h4>
      <dl className="divide-y">
        {fields.map((field) => (
          <div key={field.name} className="py-2">
            <dt className="flex flex-wrap items-baseline gap-x-2">
              <code className="wrap-anywhere font-medium font-mono text-sm">{field.name}</code>
              <span className="text-muted text-sm">{field.type}</span>
              {field.isRequired && <span className="text-accent-text text-sm">required</span>}
              {field.isDeprecated && <span className="text-sm text-warning">deprecated</span>}
            </dt>
            {field.description && (
              <dd className="max-w-[70ch] text-muted">
                <InlineCode text={field.description} />
              </dd>
            )}
          </div>
        ))}
      </dl>
    </div>
  );
}
