import { ApiKeyProvider } from "./api-key";
import { OperationSection } from "./operation-section";
import type { OperationGroup } from "./operations";

interface ReferenceProps {
  groups: OperationGroup[];
  apiUrl: string;
}

/** Every operation of the API, rendered on the server. Only the forms for trying one run in the browser. */
export function Reference({ groups, apiUrl }: ReferenceProps) {
  return (
    <ApiKeyProvider>
      {groups.map(({ name, description, operations }) => (
        <section key={name} aria-labelledby={groupId(name)} className="flex flex-col gap-10">
          <div className="flex flex-col gap-1">
            <h2 id={groupId(name)} className="scroll-mt-20 font-semibold text-xl tracking-tight">
              {name}
            </h2>
            <p className="max-w-[70ch] text-muted">{description}</p>
          </div>
          {operations.map((operation) => (
            <OperationSection key={operation.id} operation={operation} apiUrl={apiUrl} />
          ))}
        </section>
      ))}
    </ApiKeyProvider>
  );
}

/** The anchor of a group: "operations-campaigns-and-channels". */
export function groupId(name: string): string {
  return `operations-${name.toLowerCase().replaceAll(" ", "-")}`;
}
