import type { CampaignDraft } from '../../../contracts/campaigns.ts'
import { SavedMeanwhile, useFormat, useText } from '../../ui/index.ts'
import css from '../campaigns.module.css'
import type { Overtaken } from './kept.ts'

const parts: Record<keyof CampaignDraft, string> = {
  name: 'campaigns.name', audience: 'campaigns.audience.title', variants: 'campaigns.message.title', test: 'campaigns.message.title', senderId: 'campaigns.message.title', schedule: 'campaigns.when.title',
  holdOutPercent: 'campaigns.measure.title', attributionDays: 'campaigns.measure.title', touch: 'campaigns.measure.title', storeId: 'campaigns.measure.title',
}

/** Two windows on one draft: who changed it meanwhile, and whose changes stand. */
export function OvertakenNotice({ overtaken: { theirs, mine, loadTheirs, keepMine } }: { overtaken: Overtaken }) {
  const t = useText()
  const format = useFormat()
  const names = [...new Set(mine.map(key => t(parts[key])))]
  return <div className={css.notice}><SavedMeanwhile meanwhile={{ by: theirs.changedBy, at: theirs.changedAt, revision: theirs.revision }} onTheirs={loadTheirs} onMine={keepMine}>{t('campaigns.overtaken', { parts: format.list(names) })}</SavedMeanwhile></div>
}
