import { Milestone } from "lucide-react";
import { CreateFirstButton } from "@/components/computations/list/create-link";
import { ListPage } from "@/components/computations/list/list-page";
import { StageList, type StageRow } from "@/components/computations/stages/stage-list";
import { EmptyState } from "@/components/ui/feedback/empty-state";
import { countByStage, listWithBodies } from "@/lib/computations/queries";
import { loadList } from "../../computations";
import { description, title } from "../heading";

export const metadata = { title };

export default async function StagesPage({
  params,
  searchParams,
}: PageProps<"/[workspace]/settings/stages">) {
  const { workspaceId, ...list } = await loadList((await params).workspace, searchParams, "stage");
  const [counts, profiles] = await Promise.all([
    countByStage(workspaceId, list.kind),
    listWithBodies(workspaceId, list.kind, "healthProfile"),
  ]);
  const stages = list.rows.map((row): StageRow => {
    const profile = profiles.find(({ id, body }) =>
      row.body.healthProfileId ? id === row.body.healthProfileId : body.isDefault,
    );
    const {
      count = 0,
      good = 0,
      normal = 0,
      bad = 0,
    } = counts.find(({ stageId }) => stageId === row.id) ?? {};
    return { ...row, count, health: { good, normal, bad }, healthProfile: profile?.name ?? null };
  });
  return (
    <ListPage
      {...list}
      title={title}
      description={description}
      type="stage"
      deletion="Contacts in it move to the stage that the remaining conditions give. Their history stays."
    >
      {stages.length === 0 ? (
        <EmptyState
          icon={<Milestone />}
          title="No stages yet"
          description="Stages such as Trial, Customer and Churned show where contacts are in their lifecycle. The first one can hold everybody else; each later one has conditions."
          action={<CreateFirstButton type="stage" kind={list.kind} />}
        />
      ) : (
        <StageList
          kind={list.kind}
          stages={stages}
          withoutStage={counts.find(({ stageId }) => stageId === null)?.count ?? 0}
        />
      )}
    </ListPage>
  );
}
