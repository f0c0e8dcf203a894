import { Button, TextInput } from '@mantine/core'
import { IconAlertTriangle, IconBulb, IconCircleCheck, IconCircleX } from '@tabler/icons-react'
import { useState } from 'react'
import { checkTemplate, getTemplate } from '../../../contracts/template-routes.ts'
import type { Finding, Template, Variant } from '../../../contracts/templates.ts'
import { languageNames } from '../../../languages/index.ts'
import { keyOf, queries, useChange } from '../../api.ts'
import { useFormat, useText } from '../../ui/index.ts'
import css from '../templates.module.css'
import { checkTexts } from '../words.ts'
import type { PreviewState } from './use-preview.ts'

type Props = { template: Template; preview: PreviewState; variant: Variant; onChange: (change: Partial<Variant>, tag?: string) => void; onChoose: (id: string) => void }
const icons = { error: IconCircleX, warning: IconAlertTriangle, hint: IconBulb }

/** What the checks find as one writes, and everything in every language, with the links, when asked. */
export function Checks({ template, preview, variant, onChange, onChoose }: Props) {
  const t = useText()
  const format = useFormat()
  const check = useChange(checkTemplate)
  const all = () => {
    const content = (queries.getQueryData(keyOf(getTemplate, { params: { templateId: template.id } })) as Template | undefined)?.content ?? template.content
    check.mutate({ body: { storeId: template.storeId, kind: template.kind, content, links: true } })
  }
  const { findings } = preview
  const links = check.data?.findings ?? []
  return (
    <div className={css.checks}>
      {preview.made && <p className="muted">{t('templates.checks.size', { size: format.bytes(preview.made.bytes) })}</p>}
      {findings.length === 0 && preview.made && <p className="row"><IconCircleCheck size={17} color="var(--good)" aria-hidden />{t('templates.checks.fine')}</p>}
      <ul className={css.findings}>{findings.map((finding, at) => <FindingLine key={at} finding={finding} defaults={variant.defaults} onChoose={onChoose} onDefault={(path, instead) => onChange({ defaults: { ...variant.defaults, [path]: instead } }, `default ${path}`)} />)}</ul>
      <Button fullWidth loading={check.isPending} onClick={all}>{t('templates.checks.all')}</Button>
      {check.data && (links.length === 0 ? <p className="row"><IconCircleCheck size={17} color="var(--good)" aria-hidden />{t('templates.checks.allFine')}</p> : <ul className={css.findings}>{links.map((finding, at) => <FindingLine key={at} finding={finding} withLanguage defaults={{}} onChoose={onChoose} />)}</ul>)}
    </div>
  )
}

type LineProps = { finding: Finding; withLanguage?: boolean; defaults: Record<string, string>; onChoose: (id: string) => void; onDefault?: (path: string, instead: string) => void }

function FindingLine({ finding, withLanguage = false, onChoose, onDefault }: LineProps) {
  const t = useText()
  const [instead, setInstead] = useState('')
  const { code, severity, subject, detail, line, blockId, value, language } = finding
  const Icon = icons[severity]
  const text = t(checkTexts[code], { subject: subject || detail, value: value ?? '' })
  const asks = onDefault && (code === 'maybeEmpty' || code === 'unknownVariable')
  return (
    <li data-severity={severity}>
      <Icon size={17} aria-hidden />
      <div className="push" style={{ minWidth: 0 }}>
        <span>{withLanguage ? `${languageNames[language]}: ` : ''}{text}{line ? ` ${t('templates.checks.line', { line })}` : ''}</span>
        {blockId && !withLanguage && <> <button type="button" className={`plain textlink ${css.show}`} onClick={() => onChoose(blockId)}>{t('templates.checks.show')}</button></>}
        {asks && <form className="row" style={{ gap: 6, marginTop: 6 }} onSubmit={event => { event.preventDefault(); if (instead.trim()) onDefault(subject, instead.trim()) }}><TextInput size="xs" className="push" aria-label={t('templates.checks.insteadOf', { subject })} placeholder={t('templates.checks.instead')} value={instead} onChange={event => setInstead(event.currentTarget.value)} /><Button size="xs" type="submit" disabled={!instead.trim()}>{t('templates.checks.set')}</Button></form>}
      </div>
    </li>
  )
}
