import { KindTabs } from "@/components/computations/list/kind-tabs";
import { RunBanner } from "@/components/computations/run-banner";
import { ContactCurl } from "@/components/contacts/contact-curl";
import { ContactList } from "@/components/contacts/list/contact-list";
import { NoContacts } from "@/components/contacts/list/no-contacts";
import { PageHeader } from "@/components/ui/layout/page-header";
import { getDenialReason, may } from "@/lib/auth/permissions";
import { requireActor } from "@/lib/auth/session";
import { countByStage, getConditionOptions, getRunState } from "@/lib/computations/queries";
import { findStoredTest } from "@/lib/computations/schema/stored-test";
import { describeContactList, listContactColumns, listContactRows } from "@/lib/contacts/list/queries";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import {
  type ContactListQuery,
  chooseColumns,
  loadContactListQuery,
} from "@/lib/contacts/schema/contact-list";
import { env } from "@/lib/env";
import { createId } from "@/lib/ids";
import { description, title } from "../heading";

export const metadata = { title };

export default async function ContactsPage({ params, searchParams }: PageProps<"/[workspace]/contacts">) {
  const { workspaceId, role, workspace } = await requireActor((await params).workspace);
  const query = loadContactListQuery(await searchParams);
  const { kind } = query;
  const run = await getRunState(workspaceId, kind);
  const [columns, stages, options] = await Promise.all([
    listContactColumns(workspaceId, kind),
    countByStage(workspaceId, kind),
    getConditionOptions(workspaceId, kind),
  ]);
  const chosen = chooseColumns(columns, query.columns);
  const storedTest = query.condition && findStoredTest(query.condition);
  const page =
    query.condition && !storedTest
      ? await describeContactList(workspaceId, kind, query.sort)
      : await listContactRows(workspaceId, kind, query, chosen);
  const { slug } = workspace;
  const disabledReason = may(role, "manageComputations") ? null : getDenialReason("manageComputations");
  return (
    <div data-wide>
      <PageHeader title={title} description={description} />
      <KindTabs path={`/${slug}/contacts`} kind={kind} />
      <RunBanner slug={slug} kind={kind} run={run} disabledReason={disabledReason} />
      {page.total === 0 ? (
        <NoContacts kind={kind} origin={env().NEXTAUTH_URL} />
      ) : (
        <div className="flex flex-col gap-8">
          <ContactList
            key={kind}
            slug={slug}
            kind={kind}
            query={query}
            page={page}
            visit={createId()}
            columns={columns}
            chosen={chosen}
            stages={options.stages.length > 0 ? stages : []}
            options={options}
            disabledReason={disabledReason}
          />
          <ContactCurl
            origin={env().NEXTAUTH_URL}
            calls={[{ label: "This list", target: toListTarget(kind, query) }]}
            note={
              query.stage || query.search || query.condition
                ? "Stages, searches and conditions are not filters of the API: save a segment."
                : undefined
            }
          />
        </div>
      )}
    </div>
  );
}

/** The call with the filters that the API has. */
function toListTarget(kind: ContactKind, { segment }: ContactListQuery): string {
  return `/${kind}s${segment === null ? "" : `?segmentId=${segment}`}`;
}
