import { InlineCode } from "@/components/developers/guide/guide-section";
import { Badge } from "@/components/ui/badge";
import { CodeBlock } from "@/components/ui/code/code-block";
import { MethodLabel } from "./method-label";
import type { Operation, OperationError, OperationField } from "./operations";
import { TryOperation } from "./try-operation";

interface OperationSectionProps {
  operation: Operation;
  apiUrl: string;
}

/** One operation: its description at the left, a call and its response at the right. */
export function OperationSection({ operation, apiUrl }: OperationSectionProps) {
  const { id, method, path, summary, paragraphs, isDeprecated, parameters, body, successes, errors } =
    operation;
  return (
    <section aria-labelledby={`${id} ${id}-target`} className="flex flex-col gap-3 border-t pt-8">
      <h3 id={id} className="scroll-mt-20 font-semibold text-lg tracking-tight">
        <a href={`#${id}`} className="rounded-[2px] hover:underline hover:underline-offset-4">
          {summary}
        </a>
      </h3>
      <p id={`${id}-target`} className="flex flex-wrap items-center gap-2">
        <MethodLabel method={method} />
        <code className="wrap-anywhere font-mono text-sm">{path}</code>
        {isDeprecated && <Badge tone="warning">Deprecated</Badge>}
      </p>
      <div className="grid gap-x-10 gap-y-6 xl:grid-cols-[minmax(0,1fr)_27rem]">
        <div className="flex min-w-0 flex-col gap-6">
          <div className="flex flex-col gap-2">
            {paragraphs.map((paragraph) => (
              <p key={paragraph} className="max-w-[70ch]">
                <InlineCode text={paragraph} />
              </p>
            ))}
          </div>
          {parameterTitles.map(([location, title]) => (
            <FieldList
              key={location}
              title={title}
              fields={parameters.filter((parameter) => parameter.in === location)}
            />
          ))}
          {body && <FieldList title="Request body" fields={body.fields} />}
          {successes.map(({ status, fields }) => (
            <FieldList key={status} title={`Response ${status}`} fields={fields} />
          ))}
          <ErrorList errors={errors} />
        </div>
        <div className="flex min-w-0 flex-col gap-4 max-xl:max-w-[70ch]">
          <TryOperation operation={pickForBrowser(operation)} apiUrl={apiUrl} />
          {successes.map(({ status, example }) => (
            <div key={status} className="flex flex-col gap-1.5">
              <p className="text-muted text-sm">
                {example ? `Response ${status}` : `Response ${status}, without a body`}
              </p>
              {example && <CodeBlock label={`Response ${status} of ${method} ${path}`} code={example} />}
            </div>
          ))}
        </div>
      </div>
    </section>
  );
}

interface FieldListProps {
  title: string;
  fields: OperationField[];
}

/** The parameters of a call, or the fields of a body. */
function FieldList({ title, fields }: FieldListProps) {
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

const parameterTitles = [
  ["path", "Path parameters"],
  ["query", "Query parameters"],
  ["header", "Headers"],
] as const;

/** Leaves out what only the server renders: everything passed to the browser is in the page a second time. */
function pickForBrowser({ id, method, path, summary, needsKey, parameters, body }: Operation) {
  return { id, method, path, summary, needsKey, parameters, body: body && { ...body, fields: [] } };
}

function ErrorList({ errors }: { errors: OperationError[] }) {
  const own = errors.filter(({ description }) => description);
  return (
    <div className="flex flex-col gap-1.5">
      <h4 className="font-medium">Errors</h4>
      <p className="flex flex-wrap gap-x-3 gap-y-1 font-mono text-sm">
        {errors.map(({ status }) => (
          <a key={status} className="link" href="#errors">
            {status}
          </a>
        ))}
      </p>
      {own.map(({ status, description }) => (
        <p key={status} className="max-w-[70ch] text-muted">
          <span className="font-mono text-sm">{status}</span> {description}
        </p>
      ))}
    </div>
  );
}
