import { Gauge } from "lucide-react";
import { CreateFirstButton } from "@/components/computations/list/create-link";
import { ListPage } from "@/components/computations/list/list-page";
import { ScoreList } from "@/components/computations/scores/score-list";
import { EmptyState } from "@/components/ui/feedback/empty-state";
import { countScoreShares } from "@/lib/computations/scores/queries";
import { loadList } from "../../computations";
import { description, title } from "../heading";

export const metadata = { title };

export default async function ScoresPage({
  params,
  searchParams,
}: PageProps<"/[workspace]/settings/scores">) {
  const { workspaceId, rows, ...list } = await loadList((await params).workspace, searchParams, "score");
  const shares = await countScoreShares(workspaceId, list.kind, rows);
  const scores = rows.flatMap((row) => {
    const ofRow = shares.get(row.id);
    return ofRow ? [{ ...row, shares: ofRow }] : [];
  });
  return (
    <ListPage
      {...list}
      rows={rows}
      title={title}
      description={description}
      type="score"
      deletion="Its property and the values of all contacts are removed."
    >
      {rows.length === 0 ? (
        <EmptyState
          icon={<Gauge />}
          title="No scores yet"
          description="A score adds up the weights of the rules that hold for a contact, from 0 to 100. It is a property: the API returns it, and conditions can use it."
          action={<CreateFirstButton type="score" kind={list.kind} />}
        />
      ) : (
        <ScoreList rows={scores} />
      )}
    </ListPage>
  );
}
