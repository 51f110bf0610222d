import { Fragment, type ReactNode } from "react";

type Fact = { name: string; text: ReactNode; more?: ReactNode };

interface FactTableProps {
  caption: string;
  /** Headings of the two columns. */
  heads: [string, string];
  facts: Fact[];
}

/** A table of two columns, which fits a phone. */
export function FactTable({ caption, heads: [nameHead, textHead], facts }: FactTableProps) {
  return (
    <div className="overflow-hidden rounded-surface border bg-surface">
      <table className="w-full table-fixed text-left">
        <caption className="sr-only">{caption}</caption>
        <thead className="bg-inset text-muted text-sm">
          <tr>
            <th scope="col" className="w-2/5 px-3 py-2 font-medium sm:w-52">
              {nameHead}
            </th>
            <th scope="col" className="px-3 py-2 font-medium">
              {textHead}
            </th>
          </tr>
        </thead>
        <tbody>
          {facts.map(({ name, text, more }) => (
            <tr key={`${name} ${text}`} className="border-t align-top">
              <th scope="row" className="break-words px-3 py-2 font-mono font-normal text-sm max-sm:text-xs">
                <BreakableName name={name} />
              </th>
              <td className="px-3 py-2">
                {text}
                {more && <span className="block text-muted">{more}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Breaks long names after "_" and "/" on phones. */
function BreakableName({ name }: { name: string }) {
  return Array.from(name.matchAll(/[^_/]*[_/]|[^_/]+/g), ({ 0: part, index }) => (
    <Fragment key={index}>
      {part}
      <wbr />
    </Fragment>
  ));
}
