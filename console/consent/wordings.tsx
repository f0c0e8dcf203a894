import { Button, Checkbox, Textarea, TextInput } from '@mantine/core'
import { IconQuote } from '@tabler/icons-react'
import { useState } from 'react'
import { channels, createWording, listWordings, purposes, retireWording, type Channel, type Purpose, type Wording } from '../../contracts/consent.ts'
import { languages, type Language } from '../../contracts/shapes.ts'
import { languageNames } from '../../languages/index.ts'
import { useChange, useList } from '../api.ts'
import { useMay } from '../session.tsx'
import { Count, DataTable, Empty, Facts, None, Problem, SidePanel, Skeleton, Tag, toast, useText, When, type Column } from '../ui/index.ts'
import css from './consent.module.css'
import { channelNames, purposeNames } from './words.ts'

export function Wordings({ onNew }: { onNew: () => void }) {
  const t = useText()
  const may = useMay()
  const list = useList(listWordings, { query: {} })
  return (
    <DataTable name={t('consent.tabs.wordings')} list={list} columns={useColumns()} keyOf={row => row.id} rowTo={row => `/consents?open=${row.id}`}
      empty={<Empty icon={IconQuote} title={t('consent.noWordings')} text={t('consent.noWordingsText')}>{may('consents.settings') && <Button variant="filled" onClick={onNew}>{t('consent.newWording')}</Button>}</Empty>} />
  )
}

function useColumns(): Column<Wording>[] {
  const t = useText()
  return [
    { key: 'version', title: t('consent.wording.version'), width: 200, render: row => <span className="clip" style={{ fontWeight: 550 }}>{row.version}</span> },
    { key: 'text', title: t('consent.wording.text'), render: row => <span className="clip muted">{row.texts.en ?? Object.values(row.texts)[0]}</span> },
    { key: 'for', title: t('consent.wording.for'), width: 180, phone: 'hide', render: row => <span className="clip"><For wording={row} /></span> },
    { key: 'languages', title: t('consent.wording.languages'), width: 110, phone: 'hide', render: row => <span className="clip muted">{Object.keys(row.texts).sort().join(', ')}</span> },
    { key: 'consents', title: t('consent.wording.consents'), width: 110, align: 'right', render: row => <Count value={row.consents} /> },
    { key: 'since', title: t('consent.wording.since'), width: 130, phone: 'hide', render: row => <When at={row.createdAt} style="date" /> },
    { key: 'state', title: t('consent.wording.state'), width: 110, phone: 'aside', render: row => <StateTag wording={row} /> },
  ]
}

function StateTag({ wording }: { wording: Wording }) {
  const t = useText()
  return <Tag tone={wording.retiredAt ? 'plain' : 'brand'}>{wording.retiredAt ? t('consent.wording.retired') : t('consent.wording.inUse')}</Tag>
}

function For({ wording }: { wording: Wording }) {
  const t = useText()
  return <>{wording.channels.map(channel => t(channelNames[channel])).join(', ')} · {wording.purposes.map(purpose => t(purposeNames[purpose])).join(', ')}</>
}

/** A version as it was shown, in every language. It cannot be changed: others rest on it. */
export function OneWording({ wordingId, onClose }: { wordingId: string; onClose: () => void }) {
  const t = useText()
  const may = useMay()
  const list = useList(listWordings, { query: {} })
  const wording = list.rows.find(row => row.id === wordingId)
  const retire = useChange(retireWording, { done: [listWordings] })
  return (
    <SidePanel title={wording?.version ?? ''} onClose={onClose} actions={wording && !wording.retiredAt && may('consents.settings') && <Button size="compact-sm" loading={retire.isPending} onClick={() => void retire.mutateAsync({ params: { wordingId } }).then(() => toast.done(t('consent.wording.nowRetired')), () => undefined)}>{t('consent.wording.retire')}</Button>}>
      {!wording && <Skeleton shape="facts" />}
      {wording && (
        <div className={css.form}>
          <Facts rows={[[t('consent.wording.for'), <For key="for" wording={wording} />], [t('consent.wording.consents'), <Count key="count" value={wording.consents} />], [t('consent.wording.since'), <When key="since" at={wording.createdAt} style="dateTime" />], [t('consent.wording.by'), wording.createdBy], [t('consent.wording.state'), <StateTag key="state" wording={wording} />], [t('consent.wording.note'), wording.note || <None />]]} />
          {languages.filter(language => wording.texts[language]).map(language => (
            <section key={language} lang={language}>
              <h3 className={css.language}>{languageNames[language]}</h3>
              <blockquote className={css.quote}>{wording.texts[language]}</blockquote>
            </section>
          ))}
        </div>
      )}
    </SidePanel>
  )
}

type Draft = { version: string; note: string; channels: Channel[]; purposes: Purpose[]; texts: Partial<Record<Language, string>> }

export function NewWording({ onClose }: { onClose: () => void }) {
  const t = useText()
  const [draft, setDraft] = useState<Draft>({ version: '', note: '', channels: ['email'], purposes: ['marketing'], texts: {} })
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change })
  const create = useChange(createWording, { done: [listWordings], quiet: true })
  const errors = create.error?.byField() ?? {}
  const texts = Object.fromEntries(Object.entries(draft.texts).filter(([, text]) => text.trim()))
  const save = () => create.mutateAsync({ body: { ...draft, texts } }).then(made => { toast.done(t('consent.wording.made', { version: made.version })); onClose() }, () => undefined)
  return (
    <SidePanel title={t('consent.newWording')} onClose={onClose}>
      <form className={css.form} onSubmit={event => { event.preventDefault(); void save() }}>
        <TextInput required data-autofocus label={t('consent.wording.version')} description={t('consent.wording.versionHelp')} placeholder={'newsletter-2026-11'} value={draft.version} error={errors['version']} onChange={event => set({ version: event.currentTarget.value })} />
        <Checkbox.Group label={t('consent.onWhich')} value={draft.channels} onChange={value => set({ channels: value as Channel[] })}><div className={css.choices}>{channels.map(channel => <Checkbox key={channel} value={channel} label={t(channelNames[channel])} />)}</div></Checkbox.Group>
        <Checkbox.Group label={t('consent.forWhat')} value={draft.purposes} onChange={value => set({ purposes: value as Purpose[] })}><div className={css.choices}>{purposes.map(purpose => <Checkbox key={purpose} value={purpose} label={t(purposeNames[purpose])} />)}</div></Checkbox.Group>
        {languages.map(language => <Textarea key={language} lang={language} label={t('consent.wording.textIn', { language: languageNames[language] })} autosize minRows={2} maxLength={5000} value={draft.texts[language] ?? ''} error={errors[`texts.${language}`]} onChange={event => set({ texts: { ...draft.texts, [language]: event.currentTarget.value } })} />)}
        <TextInput label={t('consent.wording.note')} description={t('consent.wording.noteHelp')} maxLength={500} value={draft.note} onChange={event => set({ note: event.currentTarget.value })} />
        {create.error && create.error.fields.length === 0 && <Problem error={create.error} />}
        <div className={css.actions}><Button onClick={onClose}>{t('ui.cancel')}</Button><Button type="submit" variant="filled" loading={create.isPending} disabled={!draft.version || !Object.keys(texts).length || !draft.channels.length || !draft.purposes.length}>{t('ui.save')}</Button></div>
      </form>
    </SidePanel>
  )
}
