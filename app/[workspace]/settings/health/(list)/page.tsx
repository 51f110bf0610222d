import { HeartPulse } from "lucide-react";
import { HealthProfileList } from "@/components/computations/health/health-profile-list";
import { CreateFirstButton } from "@/components/computations/list/create-link";
import { ListPage } from "@/components/computations/list/list-page";
import { EmptyState } from "@/components/ui/feedback/empty-state";
import { loadList } from "../../computations";
import { description, title } from "../heading";

export const metadata = { title };

export default async function HealthPage({
  params,
  searchParams,
}: PageProps<"/[workspace]/settings/health">) {
  const { workspaceId, rows, ...list } = await loadList(
    (await params).workspace,
    searchParams,
    "healthProfile",
  );
  return (
    <ListPage
      {...list}
      rows={rows}
      title={title}
      description={description}
      type="healthProfile"
      deletion="The health of the contacts that it decides is removed. Their history stays."
    >
      {rows.length === 0 ? (
        <EmptyState
          icon={<HeartPulse />}
          title="No health profiles yet"
          description="A health profile has conditions for good and for bad. Stages choose a profile, because a trial and a customer do well in different ways."
          action={<CreateFirstButton type="healthProfile" kind={list.kind} />}
        />
      ) : (
        <HealthProfileList rows={rows} />
      )}
    </ListPage>
  );
}
