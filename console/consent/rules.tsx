import { Button, Checkbox, NumberInput, Switch } from '@mantine/core'
import { useState } from 'react'
import { changeConsentRules, channels, consentRules, purposes, type Channel, type ConsentRules, type Purpose } from '../../contracts/consent.ts'
import { useCall, useChange } from '../api.ts'
import { useMay } from '../session.tsx'
import { Card, Problem, Skeleton, toast, useText } from '../ui/index.ts'
import css from './consent.module.css'
import { channelIcons, channelNames, purposeNames, purposeTexts } from './words.ts'

export function Rules() {
  const { data, error, refetch } = useCall(consentRules, {})
  if (error) return <Problem error={error} retry={() => void refetch()} />
  return data ? <EditRules key={JSON.stringify(data)} rules={data} /> : <Skeleton shape="facts" />
}

/** What holds where nobody said anything, and whether a letter asks once more. */
function EditRules({ rules }: { rules: ConsentRules }) {
  const t = useText()
  const mayChange = useMay()('consents.settings')
  const [draft, setDraft] = useState(rules)
  const change = useChange(changeConsentRules, { done: [consentRules] })
  const toggle = (channel: Channel, purpose: Purpose) => setDraft({ ...draft, assumed: { ...draft.assumed, [channel]: draft.assumed[channel].includes(purpose) ? draft.assumed[channel].filter(one => one !== purpose) : [...draft.assumed[channel], purpose] } })
  const save = () => change.mutateAsync({ body: draft }).then(() => toast.done(t('consent.rulesSaved')), () => undefined)
  return (
    <form className={css.narrow} onSubmit={event => { event.preventDefault(); void save() }}>
      <Card title={t('consent.assumedTitle')}>
        <p className={css.lead}>{t('consent.assumedText')}</p>
        <table className={css.assumed}>
          <thead><tr><td />{purposes.map(purpose => <th key={purpose} scope="col" title={t(purposeTexts[purpose])}>{t(purposeNames[purpose])}</th>)}</tr></thead>
          <tbody>
            {channels.map(channel => {
              const Icon = channelIcons[channel]
              return (
                <tr key={channel}>
                  <th scope="row"><span className={css.what}><Icon size={16} stroke={1.7} />{t(channelNames[channel])}</span></th>
                  {purposes.map(purpose => <td key={purpose}><Checkbox disabled={!mayChange} checked={draft.assumed[channel].includes(purpose)} onChange={() => toggle(channel, purpose)} aria-label={`${t(channelNames[channel])}, ${t(purposeNames[purpose])}`} /></td>)}
                </tr>
              )
            })}
          </tbody>
        </table>
      </Card>
      <Card title={t('consent.doubleOptIn')}>
        <div className={css.form}>
          <Switch disabled={!mayChange} checked={draft.doubleOptIn} onChange={event => setDraft({ ...draft, doubleOptIn: event.currentTarget.checked })} label={t('consent.doubleOptInOn')} description={t('consent.doubleOptInText')} />
          <NumberInput disabled={!mayChange} label={t('consent.confirmWithin')} min={1} max={90} allowDecimal={false} w={220} value={draft.confirmWithinDays} onChange={days => setDraft({ ...draft, confirmWithinDays: Number(days) || 7 })} />
        </div>
      </Card>
      {mayChange && <div className={css.actions}><Button type="submit" variant="filled" loading={change.isPending} disabled={JSON.stringify(draft) === JSON.stringify(rules)}>{t('ui.save')}</Button></div>}
    </form>
  )
}
