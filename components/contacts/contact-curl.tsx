import { CodeBlock } from "@/components/ui/code/code-block";

export type ApiCall = { label: string; target: string };

interface ContactCurlProps {
  /** "https://example.com" */
  origin: string;
  calls: ApiCall[];
  /** Below the calls, such as what the API does not filter by. */
  note?: string;
}

/** The calls of the public API that return what the page shows. */
export function ContactCurl({ origin, calls, note }: ContactCurlProps) {
  return (
    <section aria-label="API" className="flex flex-col gap-3">
      <h2 className="font-semibold text-lg">In the API</h2>
      {calls.map(({ label, target }) => (
        <div key={target} className="flex flex-col gap-1.5">
          <p className="text-muted text-sm">{label}</p>
          <CodeBlock
            label={`${label} as curl`}
            code={`curl ${quote(`${origin}/api${target}`)} -H "x-api-key: $API_KEY"`}
            wrap
          />
        </div>
      ))}
      {note && <p className="max-w-[70ch] text-muted text-sm">{note}</p>}
    </section>
  );
}

/** POSIX shell quoting: "?" and "&" mean something else without it. */
function quote(url: string): string {
  return /^[\w:/.%-]+$/.test(url) ? url : `'${url.replaceAll("'", `'\\''`)}'`;
}
