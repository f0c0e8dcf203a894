import { Button, Checkbox, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { channels, consentHistory, customerConsents, listWordings, purposes, recordConsent, type Channel, type Purpose } from '../../contracts/consent.ts'
import { customerTimeline } from '../../contracts/customers.ts'
import { useCall, useChange } from '../api.ts'
import { Problem, SidePanel, toast, useText } from '../ui/index.ts'
import css from './consent.module.css'
import { channelIcons, channelNames, decisionNames, purposeNames, purposeTexts } from './words.ts'

type Draft = { channels: Channel[]; purposes: Purpose[]; decision: 'granted' | 'denied' | 'withdrawn'; reason: string; occurredAt: string; wordingVersion: string | null }

/** Notes what a customer said. How we know is asked for: it is the proof. */
export function ChangeConsent({ customerId, name, onClose }: { customerId: string; name: string; onClose: () => void }) {
  const t = useText()
  const [draft, setDraft] = useState<Draft>({ channels: ['email'], purposes: ['marketing'], decision: 'granted', reason: '', occurredAt: '', wordingVersion: null })
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change })
  const wordings = useCall(listWordings, { query: { limit: 100, retired: 'false' } }).data?.items ?? []
  const record = useChange(recordConsent, { done: [customerConsents, consentHistory, customerTimeline], quiet: true })
  const errors = record.error?.byField() ?? {}
  const { wordingVersion, occurredAt, ...said } = draft
  const save = () => record.mutateAsync({ params: { customerId }, body: { ...said, ...(wordingVersion && { wordingVersion }), ...(occurredAt && { occurredAt: new Date(occurredAt).toISOString() }) } }).then(() => { toast.done(t('consent.saved')); onClose() }, () => undefined)
  return (
    <SidePanel title={t('consent.changeTitle', { name })} onClose={onClose}>
      <form className={css.form} onSubmit={event => { event.preventDefault(); void save() }}>
        <SegmentedControl fullWidth aria-label={t('consent.decisionField')} value={draft.decision} onChange={decision => set({ decision: decision as Draft['decision'] })} data={(['granted', 'denied', 'withdrawn'] as const).map(value => ({ value, label: t(decisionNames[value]) }))} />
        <Checkbox.Group label={t('consent.onWhich')} error={errors['channels']} value={draft.channels} onChange={value => set({ channels: value as Channel[] })}>
          <div className={css.choices}>{channels.map(channel => {
            const Icon = channelIcons[channel]
            return <Checkbox key={channel} value={channel} label={<span className={css.what}><Icon size={15} stroke={1.7} />{t(channelNames[channel])}</span>} />
          })}</div>
        </Checkbox.Group>
        <Checkbox.Group label={t('consent.forWhat')} error={errors['purposes']} value={draft.purposes} onChange={value => set({ purposes: value as Purpose[] })}>
          <div className={css.list}>{purposes.map(purpose => <Checkbox key={purpose} value={purpose} label={t(purposeNames[purpose])} description={t(purposeTexts[purpose])} />)}</div>
        </Checkbox.Group>
        <Textarea required data-autofocus label={t('consent.howDoWeKnow')} description={t('consent.howDoWeKnowHelp')} placeholder={t('consent.howDoWeKnowExample')} autosize minRows={2} maxLength={1000} value={draft.reason} error={errors['reason']} onChange={event => set({ reason: event.currentTarget.value })} />
        <TextInput type="datetime-local" label={t('consent.whenField')} description={t('consent.whenHelp')} value={draft.occurredAt} error={errors['occurredAt']} onChange={event => set({ occurredAt: event.currentTarget.value })} />
        <Select clearable label={t('consent.wordingField')} description={t('consent.wordingHelp')} data={wordings.map(wording => wording.version)} value={draft.wordingVersion} onChange={version => set({ wordingVersion: version })} />
        {record.error && record.error.fields.length === 0 && <Problem error={record.error} />}
        <div className={css.actions}><Button onClick={onClose}>{t('ui.cancel')}</Button><Button type="submit" variant="filled" loading={record.isPending} disabled={!draft.channels.length || !draft.purposes.length || draft.reason.trim().length < 3}>{t('ui.save')}</Button></div>
      </form>
    </SidePanel>
  )
}
