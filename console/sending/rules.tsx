import { ActionIcon, Button, NumberInput, Switch, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { changeSendingRules, sendingRules, type SendingRules } from '../../contracts/messaging.ts'
import { useCall, useChange } from '../api.ts'
import { useMay } from '../session.tsx'
import { Card, Problem, Skeleton, toast, useText } from '../ui/index.ts'
import css from './sending.module.css'

export function Rules() {
  const { data, error, refetch } = useCall(sendingRules, {})
  if (error && !data) return <Problem error={error} retry={() => void refetch()} />
  return data ? <EditRules key={JSON.stringify(data)} rules={data} /> : <Skeleton shape="facts" />
}

/** How often, when, and to whom no more; holds for every campaign and for what is queued. */
function EditRules({ rules }: { rules: SendingRules }) {
  const t = useText()
  const mayChange = useMay()('messages.settings')
  const [draft, setDraft] = useState(rules)
  const set = (change: Partial<SendingRules>) => setDraft({ ...draft, ...change })
  const save = useChange(changeSendingRules, { done: [sendingRules] })
  const setCap = (i: number, change: Partial<SendingRules['caps'][number]>) => set({ caps: draft.caps.map((cap, at) => (at === i ? { ...cap, ...change } : cap)) })
  return (
    <form className={css.stack} onSubmit={event => { event.preventDefault(); void save.mutateAsync({ body: draft }).then(() => toast.done(t('sending.rules.saved')), () => undefined) }}>
      <Card title={t('sending.rules.caps')} hint={t('sending.rules.capsHint')}>
        <div className={css.caps}>
          {draft.caps.length === 0 && <p className={css.quiet}>{t('sending.rules.noCaps')}</p>}
          {draft.caps.map((cap, i) => (
            <div key={i} className={css.cap}>
              <span>{t('sending.rules.atMost')}</span><NumberInput w={80} min={1} max={100} allowDecimal={false} disabled={!mayChange} aria-label={t('sending.rules.messages')} value={cap.atMost} onChange={value => setCap(i, { atMost: Number(value) || 1 })} />
              <span>{t('sending.rules.within')}</span><NumberInput w={80} min={1} max={90} allowDecimal={false} disabled={!mayChange} aria-label={t('sending.rules.days')} value={cap.days} onChange={value => setCap(i, { days: Number(value) || 1 })} /><span>{t('sending.rules.days')}</span>
              {mayChange && <ActionIcon variant="subtle" color="gray" aria-label={t('sending.rules.removeCap')} onClick={() => set({ caps: draft.caps.filter((_, at) => at !== i) })}><IconX size={16} /></ActionIcon>}
            </div>
          ))}
          {mayChange && draft.caps.length < 5 && <div><Button variant="subtle" size="compact-sm" leftSection={<IconPlus size={15} />} onClick={() => set({ caps: [...draft.caps, { atMost: 2, days: 7 }] })}>{t('sending.rules.addCap')}</Button></div>}
        </div>
      </Card>
      <Card title={t('sending.rules.quiet')}>
        <div className={css.form}>
          <Switch disabled={!mayChange} checked={draft.quiet !== null} onChange={event => set({ quiet: event.currentTarget.checked ? { from: '21:00', to: '08:00' } : null })} label={t('sending.rules.quietOn')} description={t('sending.rules.quietText')} />
          {draft.quiet && <div className={css.cap}><TextInput type="time" w={130} disabled={!mayChange} label={t('sending.rules.from')} value={draft.quiet.from} onChange={event => set({ quiet: { ...draft.quiet!, from: event.currentTarget.value } })} /><TextInput type="time" w={130} disabled={!mayChange} label={t('sending.rules.to')} value={draft.quiet.to} onChange={event => set({ quiet: { ...draft.quiet!, to: event.currentTarget.value } })} /></div>}
        </div>
      </Card>
      <Card title={t('sending.rules.sunset')}>
        <div className={css.form}>
          <Switch disabled={!mayChange} checked={draft.sunset !== null} onChange={event => set({ sunset: event.currentTarget.checked ? { months: 6, messages: 10 } : null })} label={t('sending.rules.sunsetOn')} description={t('sending.rules.sunsetText')} />
          {draft.sunset && <div className={css.cap}><NumberInput w={170} min={1} max={60} allowDecimal={false} disabled={!mayChange} label={t('sending.rules.months')} value={draft.sunset.months} onChange={value => set({ sunset: { ...draft.sunset!, months: Number(value) || 1 } })} /><NumberInput w={170} min={1} max={500} allowDecimal={false} disabled={!mayChange} label={t('sending.rules.messages')} value={draft.sunset.messages} onChange={value => set({ sunset: { ...draft.sunset!, messages: Number(value) || 1 } })} /></div>}
        </div>
      </Card>
      <Card title={t('sending.rules.approval')}>
        <Switch disabled={!mayChange} checked={draft.approval} onChange={event => set({ approval: event.currentTarget.checked })} label={t('sending.rules.approvalOn')} description={t('sending.rules.approvalText')} />
      </Card>
      {mayChange && <div className={css.actions} style={{ marginBottom: 24 }}><Button type="submit" variant="filled" loading={save.isPending} disabled={JSON.stringify(draft) === JSON.stringify(rules)}>{t('ui.save')}</Button></div>}
    </form>
  )
}
