import { getCampaign } from '../../contracts/campaigns.ts'
import { useCall } from '../api.ts'
import { Page, Problem, Skeleton, useParam, useText } from '../ui/index.ts'
import { DraftPage } from './draft/draft.tsx'
import { ReportPage } from './report/report.tsx'

/** One campaign: what it will be as long as it is a draft, and what became of it from then on. */
export function CampaignPage() {
  const campaignId = useParam('campaignId')
  const t = useText()
  const { data, error, refetch } = useCall(getCampaign, { params: { campaignId } })
  if (error && !data) return <Page title={t('campaigns.title')} back={{ to: '/campaigns', label: t('campaigns.title') }}><Problem error={error} retry={() => void refetch()} /></Page>
  if (!data) return <Skeleton shape="page" />
  return data.state === 'draft' ? <DraftPage key={data.id} campaign={data} /> : <ReportPage campaign={data} />
}
