import { Select } from '@mantine/core'
import type { CampaignDraft } from '../../../contracts/campaigns.ts'
import { listStores } from '../../../contracts/stores.ts'
import { useCall } from '../../api.ts'
import { Card, useText } from '../../ui/index.ts'
import css from '../campaigns.module.css'
import { Amount } from './amount.tsx'
import type { Part } from './draft.tsx'

/** Who is left out to compare with, and which orders count. */
export function MeasureCard({ campaign, change, mayWrite }: Part) {
  const t = useText()
  const stores = useCall(listStores, { query: { limit: 200 } }, { staleTime: 5 * 60_000 }).data?.items ?? []
  return (
    <Card title={t('campaigns.measure.title')} note={t('campaigns.measure.note')}>
      <div className={css.test}>
        <Amount label={t('campaigns.measure.holdOut')} suffix=" %" least={0} most={50} whole={false} disabled={!mayWrite} value={campaign.holdOutPercent} onChange={holdOutPercent => change({ holdOutPercent })} />
        <Amount label={t('campaigns.measure.days')} least={1} most={30} disabled={!mayWrite} value={campaign.attributionDays} onChange={attributionDays => change({ attributionDays })} />
        <Select label={t('campaigns.measure.touch')} allowDeselect={false} disabled={!mayWrite} value={campaign.touch} onChange={touch => change({ touch: touch as CampaignDraft['touch'] })} data={[{ value: 'click', label: t('campaigns.measure.click') }, { value: 'open', label: t('campaigns.measure.open') }, { value: 'sent', label: t('campaigns.measure.sent') }]} />
        {stores.length > 1 && <Select label={t('campaigns.measure.store')} clearable disabled={!mayWrite} value={campaign.storeId} onChange={storeId => change({ storeId })} data={stores.map(store => ({ value: store.id, label: store.name }))} />}
      </div>
      <p className={css.hint}>{t(campaign.holdOutPercent > 0 ? 'campaigns.measure.holdOutHint' : 'campaigns.measure.noHoldOut')}</p>
    </Card>
  )
}
