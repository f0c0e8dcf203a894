import { Button, Switch } from '@mantine/core'
import { IconCode } from '@tabler/icons-react'
import { useRef, type UIEvent } from 'react'
import { toMjml } from '../../../contracts/template-routes.ts'
import type { Language } from '../../../contracts/shapes.ts'
import type { Content, Finding, Template, Variant } from '../../../contracts/templates.ts'
import { useCall } from '../../api.ts'
import { Card, Empty, Skeleton, useText } from '../../ui/index.ts'
import css from '../templates.module.css'
import { checkTexts } from '../words.ts'
import { Checks } from './checks.tsx'
import { Envelope } from './inspector/envelope.tsx'
import type { PreviewState } from './use-preview.ts'

type Change = (change: Partial<Variant>, tag?: string) => void
type Props = { template: Template; content: Content; language: Language; variant: Variant; preview: PreviewState; onChange: Change }

/** The message as MJML: to read while it is made of blocks, to write once somebody goes on by hand. */
export function SourceSide({ template, content, language, variant, preview, onChange }: Props) {
  const t = useText()
  const { body } = variant
  const own = { mainLanguage: language, variants: { [language]: variant } } as Content
  const made = useCall(toMjml, { body: { storeId: template.storeId, kind: template.kind, content: own, language } }, { enabled: body.form === 'blocks' })
  if (body.form === 'blocks') {
    if (made.error) return <Empty icon={IconCode} title={t('templates.source.notYet')} text={made.error.message} />
    if (!made.data) return <Skeleton shape="text" rows={12} />
    const { source } = made.data
    return (
      <>
        <div className={css.bar}><p className="push" style={{ color: 'var(--ink-2)' }}>{t('templates.source.made')}</p><Button onClick={() => onChange({ body: { form: 'mjml', source } })}>{t('templates.source.goOn')}</Button></div>
        <CodeField value={source} findings={[]} />
      </>
    )
  }
  return (
    <div className={css.write}>
      <div><Envelope variant={variant} onChange={onChange} /><CodeField value={body.source} findings={preview.findings} onChange={source => onChange({ body: { form: 'mjml', source } }, 'source')} /></div>
      <aside className={css.aside} aria-label={t('templates.checks.title')}><Card title={t('templates.checks.title')}><Checks template={template} preview={preview} variant={content.variants[language]!} onChange={onChange} onChoose={() => {}} /></Card></aside>
    </div>
  )
}

/** Text with the numbers of its lines; those with something to put right are marked. */
function CodeField({ value, findings, onChange }: { value: string; findings: Finding[]; onChange?: (value: string) => void }) {
  const t = useText()
  const gutter = useRef<HTMLDivElement>(null)
  const flawed = new Map(findings.filter(({ line }) => line !== null).map(finding => [finding.line!, finding]))
  const follow = (event: UIEvent<HTMLTextAreaElement>) => void (gutter.current && (gutter.current.scrollTop = event.currentTarget.scrollTop))
  return (
    <div className={css.code}>
      <div ref={gutter} className={css.gutter} aria-hidden>{value.split('\n').map((_, at) => {
        const finding = flawed.get(at + 1)
        return <div key={at} data-severity={finding?.severity} title={finding ? t(checkTexts[finding.code], { subject: finding.subject || finding.detail, value: finding.value ?? '' }) : undefined}>{at + 1}</div>
      })}</div>
      <textarea className={css.codeText} value={value} readOnly={!onChange} onScroll={follow} onChange={event => onChange?.(event.currentTarget.value)} spellCheck={false} aria-label={t('templates.side.source')} wrap="off" />
    </div>
  )
}

/** The plain-text part: made of the mail, or written by hand. */
export function TextSide({ variant, preview, onChange }: { variant: Variant; preview: PreviewState; onChange: Change }) {
  const t = useText()
  const made = preview.made?.madeText || preview.made?.rendered?.text || ''
  const isOwn = variant.text !== null
  return (
    <>
      <div className={css.bar}><p className="push" style={{ color: 'var(--ink-2)' }}>{t('templates.text.why')}</p><Switch label={t('templates.text.own')} checked={isOwn} onChange={event => onChange({ text: event.currentTarget.checked ? made : null })} /></div>
      <textarea className={css.plainText} value={variant.text ?? made} readOnly={!isOwn} onChange={event => onChange({ text: event.currentTarget.value }, 'text')} aria-label={t('templates.side.text')} />
    </>
  )
}
