import { Button, Select, TextInput } from '@mantine/core'
import { IconMailForward, IconPlus, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { letters, type CampaignDraft, type Test, type Variant } from '../../../contracts/campaigns.ts'
import { getTemplate, getVersion, listTemplates, previewTemplate, previewVersion } from '../../../contracts/template-routes.ts'
import type { Language } from '../../../contracts/shapes.ts'
import type { Content, Template } from '../../../contracts/templates.ts'
import { useCall } from '../../api.ts'
import { TestMail } from '../../templates/editor/test-mail.tsx'
import { MailFrame } from '../../templates/frame.tsx'
import { VersionWarnings } from '../../templates/warnings.tsx'
import { Card, Link, useLanguage, useText } from '../../ui/index.ts'
import css from '../campaigns.module.css'
import type { Part } from './draft.tsx'
import { SenderField } from './sender.tsx'
import { TestFields } from './test.tsx'

type Variants = CampaignDraft['variants']

/** What is said: one template, or several that are tried against one another. */
export function MessageCard({ campaign, change, problems, mayWrite }: Part) {
  const t = useText()
  const { variants, test } = campaign
  const used = letters.filter(letter => variants[letter])
  const free = letters.find(letter => !variants[letter])
  const put = (letter: keyof Variants, variant: Variant | undefined) => {
    const next = { ...variants, [letter]: variant } as Variants
    if (!variant) delete next[letter]
    change({ variants: next, ...(Object.keys(next).length < 2 ? { test: null } : { test: test ?? firstTest }) })
  }
  const shown = used.length ? used : (['A'] as const)
  return (
    <Card title={t('campaigns.message.title')} note={test ? t('campaigns.message.testNote') : undefined} actions={<Link className="textlink" to="/templates">{t('campaigns.message.templates')}</Link>}>
      <SenderField campaign={campaign} change={change} problems={problems} mayWrite={mayWrite} />
      {shown.map(letter => <OneVariant key={letter} letter={letter} many={shown.length > 1} variant={variants[letter]} test={test} disabled={!mayWrite} error={problems[`variants.${letter}`] ?? problems['variants']} timeError={problems[`variants.${letter}.time`]} put={variant => put(letter, variant)} />)}
      {mayWrite && free && variants.A && <Button size="compact-sm" leftSection={<IconPlus size={14} />} onClick={() => put(free, { ...variants.A! })}>{t('campaigns.message.add')}</Button>}
      {test && <TestFields test={test} disabled={!mayWrite} error={problems['test']} put={next => change({ test: next })} />}
    </Card>
  )
}

const firstTest: Test = { about: 'subject', winner: 'click', sharePercent: 20, hours: 4 }

type Props = { letter: string; many: boolean; variant: Variant | undefined; test: Test | null; disabled: boolean; error: string | undefined; timeError: string | undefined; put: (variant: Variant | undefined) => void }

function OneVariant({ letter, many, variant, test, disabled, error, timeError, put }: Props) {
  const t = useText()
  const language = useLanguage()
  const templates = useCall(listTemplates, { query: { kind: 'campaign', limit: 200 } }, { keep: true }).data?.items ?? []
  const template = useCall(getTemplate, { params: { templateId: variant?.templateId ?? '' } }, { enabled: variant !== undefined }).data as Template | undefined
  const [isTrying, setTrying] = useState(false)
  // What is sent: the version that was chosen, else the one that is published now; without any, the draft shows what it would be.
  const versionId = variant?.versionId ?? template?.version?.id
  const version = useCall(getVersion, { params: { templateId: variant?.templateId ?? '', versionId: versionId ?? '' } }, { enabled: template !== undefined && versionId !== undefined, staleTime: Infinity }).data
  const content = (version?.content ?? template?.content) as Content | undefined
  const spoken = content && (content.variants[language] ? language : content.mainLanguage)
  return (
    <div className={css.variant}>
      {many && <div className={css.letter}><b>{letter}</b>{!disabled && letter !== 'A' && <Button size="compact-xs" aria-label={t('campaigns.message.remove', { letter })} onClick={() => put(undefined)}><IconX size={13} /></Button>}</div>}
      <div className={css.fields}>
        <Select label={t('campaigns.message.template')} placeholder={t('campaigns.message.choose')} searchable disabled={disabled} error={error} data={templates.map(row => ({ value: row.id, label: row.name }))} value={variant?.templateId ?? null} onChange={id => id && put({ ...variant, templateId: id, versionId: undefined } as Variant)} nothingFoundMessage={t('campaigns.message.noTemplates')} />
        {variant && spoken && (
          <TextInput label={t('campaigns.message.subject')} placeholder={content.variants[spoken]?.subject} disabled={disabled} value={variant.subjects?.[spoken] ?? ''} onChange={event => put({ ...variant, subjects: subjectsWith(variant.subjects, spoken, event.currentTarget.value) })} />
        )}
        {variant && test?.about === 'time' && <TextInput type="time" label={t('campaigns.message.time')} disabled={disabled} error={timeError} value={variant.time ?? ''} onChange={event => put({ ...variant, time: event.currentTarget.value })} />}
        {template && !template.version && <p className={css.hint}>{t('campaigns.message.unpublished')} <Link className="textlink" to={`/templates/${template.id}`}>{template.name}</Link></p>}
        {template?.version && template.hasDraft && <p className={css.hint}>{t('campaigns.message.draftAhead', { number: template.version.number })} <Link className="textlink" to={`/templates/${template.id}`}>{template.name}</Link></p>}
        {versionId && template && !disabled && <VersionWarnings templateId={template.id} versionId={versionId} />}
        {template && spoken && !disabled && <Button size="compact-sm" style={{ justifySelf: 'start' }} leftSection={<IconMailForward size={14} />} onClick={() => setTrying(true)}>{t('campaigns.message.tryOut')}</Button>}
      </div>
      {isTrying && template && spoken && <TestMail template={template} {...(versionId ? { versionId, subject: variant?.subjects?.[spoken] } : { content: withSubject(template.content, spoken, variant?.subjects?.[spoken]) })} language={spoken} onClose={() => setTrying(false)} />}
      {template && spoken && <Preview template={template} versionId={versionId} number={version?.number} language={spoken} />}
    </div>
  )
}

/** Without one of its own the template's subject is used. */
const subjectsWith = (subjects: Variant['subjects'], language: Language, subject: string) => Object.fromEntries(Object.entries({ ...subjects, [language]: subject }).filter(([, text]) => text.trim()))

/** The text with the subject that this campaign gives it. */
function withSubject(content: Content, language: Language, subject: string | undefined): Content {
  const variant = content.variants[language]
  return variant && subject?.trim() ? { ...content, variants: { ...content.variants, [language]: { ...variant, subject } } } : content
}

function Preview({ template, versionId, number, language }: { template: Template; versionId: string | undefined; number: number | undefined; language: Language }) {
  const t = useText()
  const draft = useCall(previewTemplate, { body: { storeId: template.storeId, kind: template.kind, content: template.content, language } }, { enabled: !versionId, keep: true, staleTime: 60_000 }).data?.rendered
  const sent = useCall(previewVersion, { params: { templateId: template.id, versionId: versionId ?? '' }, query: { language } }, { enabled: versionId !== undefined, keep: true, staleTime: 60_000 }).data?.rendered
  const rendered = versionId ? sent : draft
  return rendered ? <figure className={css.figure}><div className={css.picture}><MailFrame html={rendered.html} title={t('campaigns.message.preview')} width={600} height={640} scale={0.36} /></div>{number !== undefined && <figcaption className="muted">{t('templates.versionNumber', { number })}</figcaption>}</figure> : <div className={css.blank} />
}
