import { IconClock, IconGauge } from '@tabler/icons-react'
import { contactPreferences, liftContactPreferences, type ContactPreference } from '../../contracts/preferences.ts'
import { useCall, useChange } from '../api.ts'
import { useMay } from '../session.tsx'
import { toast, useText, When } from '../ui/index.ts'
import css from './consent.module.css'
import { channelNames } from './words.ts'

/** What the customer chose beside consent in the preference centre: a pause, and how often. Channels of the same choice stand together. */
export function Paces({ customerId }: { customerId: string }) {
  const { data } = useCall(contactPreferences, { params: { customerId } })
  const groups = Map.groupBy(data?.items ?? [], ({ pausedUntil, cap }) => JSON.stringify([pausedUntil, cap]))
  return [...groups].map(([key, same]) => <Pace key={key} customerId={customerId} same={same} />)
}

function Pace({ customerId, same }: { customerId: string; same: ContactPreference[] }) {
  const t = useText()
  const may = useMay()
  const lift = useChange(liftContactPreferences, { done: [contactPreferences] })
  const { pausedUntil, cap } = same[0]!
  const channel = same.map(one => t(channelNames[one.channel])).join(', ')
  const liftThem = () => void lift.mutateAsync({ params: { customerId }, query: { channel: same.map(one => one.channel) } }).then(() => toast.done(t('preferences.team.lifted')), () => undefined)
  const button = may('consents.write') && <button type="button" className="plain textlink" onClick={liftThem}>{t('preferences.team.lift')}</button>
  return (
    <>
      {pausedUntil && <p className={css.note}><IconClock size={14} aria-hidden /><span className="push">{t('preferences.team.paused', { channel })} <When at={pausedUntil} style="date" /></span>{!cap && button}</p>}
      {cap && <p className={css.note}><IconGauge size={14} aria-hidden /><span className="push">{t('preferences.team.cap', { channel, atMost: cap.atMost, days: cap.days })}</span>{button}</p>}
    </>
  )
}
