import { Button, Radio, Select, Textarea } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { listCustomers } from '../../contracts/customers.ts'
import { askPrivacy, listPrivacyRequests, privacyKinds, type PrivacyKind, type PrivacyRequest } from '../../contracts/privacy.ts'
import { useCall, useChange } from '../api.ts'
import { Problem, SidePanel, useText } from '../ui/index.ts'
import css from './privacy.module.css'
import { kindNames, kindTexts } from './words.ts'

/** Notes a request as it comes in; it waits for a person to do it. */
export function NewRequest({ onMade, onClose }: { onMade: (request: PrivacyRequest) => void; onClose: () => void }) {
  const t = useText()
  const [typed, setTyped] = useState('')
  const [q] = useDebouncedValue(typed, 250)
  const [draft, setDraft] = useState({ customerId: null as string | null, kind: 'export' as PrivacyKind, note: '' })
  const found = useCall(listCustomers, { query: { q, limit: 20 } }, { enabled: q.trim().length > 1, keep: true }).data?.items ?? []
  const ask = useChange(askPrivacy, { done: [listPrivacyRequests], quiet: true })
  const save = () => draft.customerId && ask.mutateAsync({ body: { ...draft, customerId: draft.customerId } }).then(onMade, () => undefined)
  return (
    <SidePanel title={t('privacy.new')} onClose={onClose}>
      <form className={css.form} onSubmit={event => { event.preventDefault(); void save() }}>
        <Select required searchable data-autofocus label={t('privacy.field.who')} description={t('privacy.whoHelp')} placeholder={t('privacy.whoPlaceholder')} nothingFoundMessage={q.trim().length > 1 ? t('privacy.nobodyFound') : t('privacy.typeToFind')} filter={({ options }) => options}
          data={found.map(({ id, name, email, phone }) => ({ value: id, label: [name, email ?? phone].filter(Boolean).join(' · ') || id }))} value={draft.customerId} onSearchChange={setTyped} onChange={customerId => setDraft({ ...draft, customerId })} />
        <Radio.Group label={t('privacy.field.kind')} value={draft.kind} onChange={kind => setDraft({ ...draft, kind: kind as PrivacyKind })}>
          <div className={css.list}>{privacyKinds.map(kind => <Radio key={kind} value={kind} label={t(kindNames[kind])} description={t(kindTexts[kind])} />)}</div>
        </Radio.Group>
        <Textarea label={t('privacy.field.note')} description={t('privacy.noteHelp')} autosize minRows={2} maxLength={2000} value={draft.note} onChange={event => setDraft({ ...draft, note: event.currentTarget.value })} />
        {ask.error && <Problem error={ask.error} />}
        <div className={css.actions}><Button onClick={onClose}>{t('ui.cancel')}</Button><Button type="submit" variant="filled" disabled={!draft.customerId} loading={ask.isPending}>{t('privacy.noteDown')}</Button></div>
      </form>
    </SidePanel>
  )
}
