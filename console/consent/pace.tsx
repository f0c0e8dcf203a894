import { IconClock, IconGauge } from '@tabler/icons-react'
import { contactPreferences, liftContactPreference, type ContactPreference } from '../../contracts/preferences.ts'
import { useCall, useChange } from '../api.ts'
import { useMay } from '../session.tsx'
import { toast, useText, When } from '../ui/index.ts'
import css from './consent.module.css'
import { channelNames } from './words.ts'

/** What the customer chose beside consent in the preference centre: a pause, and how often. */
export function Paces({ customerId }: { customerId: string }) {
  const { data } = useCall(contactPreferences, { params: { customerId } })
  return data?.items.map(one => <Pace key={one.channel} customerId={customerId} chosen={one} />)
}

function Pace({ customerId, chosen: { channel, pausedUntil, cap } }: { customerId: string; chosen: ContactPreference }) {
  const t = useText()
  const may = useMay()
  const lift = useChange(liftContactPreference, { done: [contactPreferences] })
  const name = t(channelNames[channel])
  const button = may('consents.write') && <button type="button" className="plain textlink" onClick={() => void lift.mutateAsync({ params: { customerId, channel } }).then(() => toast.done(t('preferences.team.lifted')), () => undefined)}>{t('preferences.team.lift')}</button>
  return (
    <>
      {pausedUntil && <p className={css.note}><IconClock size={14} aria-hidden /><span className="push">{t('preferences.team.paused', { channel: name })} <When at={pausedUntil} style="date" /></span>{!cap && button}</p>}
      {cap && <p className={css.note}><IconGauge size={14} aria-hidden /><span className="push">{t('preferences.team.cap', { channel: name, atMost: cap.atMost, days: cap.days })}</span>{button}</p>}
    </>
  )
}
