import { MethodLabel } from "@/components/developers/reference/method-label";
import type { OperationGroup } from "@/components/developers/reference/operations";
import { groupId } from "@/components/developers/reference/reference";
import { guideSections } from "./guide";

/** Links to every section of the page. */
export function GuideContents({ groups }: { groups: OperationGroup[] }) {
  return (
    <nav aria-label="On this page" className="flex flex-col gap-4">
      <ContentsList items={guideSections.map(({ id, title }) => ({ id, title }))} />
      {groups.map(({ name, operations }) => (
        <div key={name}>
          <a href={`#${groupId(name)}`} className="block rounded-control px-2 py-1 font-medium">
            {name}
          </a>
          <ContentsList
            items={operations.map(({ id, summary, method, isDeprecated }) => ({
              id,
              title: isDeprecated ? `${summary} (deprecated)` : summary,
              method,
            }))}
          />
        </div>
      ))}
    </nav>
  );
}

function ContentsList({ items }: { items: { id: string; title: string; method?: string }[] }) {
  return (
    <ul className="flex flex-col">
      {items.map(({ id, title, method }) => (
        <li key={id}>
          <a
            href={`#${id}`}
            className="flex items-baseline justify-between gap-2 rounded-control px-2 py-1.5 text-muted transition-colors duration-150 hover:bg-hover hover:text-text"
          >
            {title}
            {method && <MethodLabel method={method} className="text-right" />}
          </a>
        </li>
      ))}
    </ul>
  );
}
