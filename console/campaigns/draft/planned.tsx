import type { Campaign } from '../../../contracts/campaigns.ts'
import css from '../campaigns.module.css'
import { AudienceCard } from './audience.tsx'
import type { Part } from './draft.tsx'
import { DryRunCard } from './dry-run.tsx'
import { MeasureCard } from './measure.tsx'
import { MessageCard } from './message.tsx'
import { WhenCard } from './when.tsx'

/** What will be sent, to be looked at: whoever approves it sees what they approve. */
export function Planned({ campaign }: { campaign: Campaign }) {
  const part: Part = { campaign, change: () => {}, problems: {}, mayWrite: false }
  return (
    <div className={css.draft}>
      <div className={css.column}><AudienceCard {...part} /><MessageCard {...part} /><WhenCard {...part} /><MeasureCard {...part} /></div>
      <div className={css.column}><DryRunCard campaign={campaign} flush={() => Promise.resolve(true)} /></div>
    </div>
  )
}
