import { ListPage } from "@/components/computations/list/list-page";
import { NoSegments } from "@/components/computations/segments/no-segments";
import { SegmentList } from "@/components/computations/segments/segment-list";
import { getDenialReason, may } from "@/lib/auth/permissions";
import { requireActor } from "@/lib/auth/session";
import { getRunState, listComputations } from "@/lib/computations/queries";
import { loadKindQuery } from "@/lib/computations/schema/urls";
import { deletion, description, title } from "../heading";

export const metadata = { title };

export default async function SegmentsPage({
  params,
  searchParams,
}: PageProps<"/[workspace]/settings/segments">) {
  const { workspaceId, role, workspace } = await requireActor((await params).workspace);
  const { kind } = loadKindQuery(await searchParams);
  const run = await getRunState(workspaceId, kind);
  const segments = await listComputations(workspaceId, kind, "segment");
  return (
    <ListPage
      title={title}
      description={description}
      type="segment"
      kind={kind}
      slug={workspace.slug}
      rows={segments}
      run={run}
      disabledReason={may(role, "manageComputations") ? null : getDenialReason("manageComputations")}
      deletion={deletion}
    >
      {segments.length === 0 ? <NoSegments kind={kind} /> : <SegmentList segments={segments} run={run} />}
    </ListPage>
  );
}
