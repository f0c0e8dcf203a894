import { Button, SegmentedControl, Select } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { IconMail, IconRestore } from '@tabler/icons-react'
import { useState } from 'react'
import { z } from 'zod'
import { getTemplate, getVersion, listVersions, previewTemplate, previewVersion, restoreVersion } from '../../../contracts/template-routes.ts'
import { Language } from '../../../contracts/shapes.ts'
import type { Content, Template } from '../../../contracts/templates.ts'
import { languageNames } from '../../../languages/index.ts'
import { keyOf, queries, useCall, useChange, useList } from '../../api.ts'
import { useMay } from '../../session.tsx'
import { Card, Page, Problem, Skeleton, toast, useGo, useParam, useSearchState, useText } from '../../ui/index.ts'
import { TestMail } from '../editor/test-mail.tsx'
import { MailFrame } from '../frame.tsx'
import css from '../templates.module.css'
import { ChangeList } from './list.tsx'

const draft = 'draft'
const Search = z.object({ old: z.string().optional(), now: z.string().default(draft), language: Language.optional(), dark: z.enum(['no', 'yes']).default('no') })

/** Two versions of a template beside each other, or one beside the draft: what changed, and how each is read. */
export function VersionsPage() {
  const t = useText()
  const templateId = useParam('templateId')
  const [{ old, now, language, dark }, set] = useSearchState(Search)
  const { data, error } = useCall(getTemplate, { params: { templateId } }, { staleTime: 0 })
  const list = useList(listVersions, { params: { templateId }, query: { limit: 200 } })
  const template = data as Template | undefined
  const first = old ?? template?.version?.id
  const before = useSaid(template, first)
  const after = useSaid(template, now)
  const back = { to: `/templates/${templateId}`, label: template?.name ?? t('templates.title') }
  if (error) return <Page title={t('templates.versions.compare')} back={back}><Problem error={error} /></Page>
  if (!template || list.loading) return <Skeleton shape="page" />
  const options = [{ value: draft, label: t('templates.versions.draft') }, ...list.rows.map(({ id, number, note }) => ({ value: id, label: [t('templates.versionNumber', { number }), note].filter(Boolean).join(' · ') }))]
  const spoken = language && after?.variants[language] ? language : (after?.mainLanguage ?? template.mainLanguage)
  return (
    <Page title={t('templates.versions.compare')} tab={template.name} subtitle={template.name} back={back}>
      <div className={css.bar}>
        <Select size="xs" w={130} allowDeselect={false} aria-label={t('templates.field.languages')} data={Object.keys(after?.variants ?? {}).map(value => ({ value, label: languageNames[value as Language] }))} value={spoken} onChange={value => set({ language: value as Language })} />
        <SegmentedControl size="xs" value={dark} onChange={value => set({ dark: value as 'no' })} aria-label={t('templates.preview.theme')} data={[{ value: 'no', label: t('templates.preview.light') }, { value: 'yes', label: t('templates.preview.dark') }]} />
      </div>
      {before && after && <Card title={t('templates.changes.title')}><ChangeList before={before} after={after} /></Card>}
      <div className={css.beside}>
        <Side template={template} which={first} options={options} label={t('templates.versions.older')} language={spoken} dark={dark === 'yes'} onChoose={value => set({ old: value })} />
        <Side template={template} which={now} options={options} label={t('templates.versions.newer')} language={spoken} dark={dark === 'yes'} onChoose={value => set({ now: value })} />
      </div>
    </Page>
  )
}

/** What a version says; nothing while it is asked. */
function useSaid(template: Template | undefined, which: string | undefined): Content | undefined {
  const isVersion = which !== undefined && which !== draft
  const { data } = useCall(getVersion, { params: { templateId: template?.id ?? '', versionId: which ?? '' } }, { enabled: template !== undefined && isVersion, staleTime: Infinity })
  return isVersion ? (data?.content as Content | undefined) : template?.content
}

type SideProps = { template: Template; which: string | undefined; options: { value: string; label: string }[]; label: string; language: Language; dark: boolean; onChoose: (value: string) => void }

function Side({ template, which, options, label, language, dark, onChoose }: SideProps) {
  const t = useText()
  const may = useMay()
  const [isTrying, setTrying] = useState(false)
  const { ref, width } = useElementSize()
  // As wide as a desk shows it, drawn smaller where two stand beside each other; on a phone as a phone shows it.
  const wide = width < 480 ? 390 : 600
  const scale = Math.min(1, width / wide)
  const isVersion = which !== undefined && which !== draft
  const version = useCall(previewVersion, { params: { templateId: template.id, versionId: which ?? '' }, query: { language } }, { enabled: isVersion, keep: true, staleTime: 60_000 })
  const now = useCall(previewTemplate, { body: { storeId: template.storeId, kind: template.kind, content: template.content, language } }, { enabled: which === draft, keep: true, staleTime: 60_000 })
  const rendered = isVersion ? version.data?.rendered : now.data?.rendered
  const error = isVersion ? version.error : now.error
  return (
    <section aria-label={label} style={{ minWidth: 0 }}>
      <div className={css.bar}>
        <Select className="push" miw={180} allowDeselect={false} aria-label={label} placeholder={t('templates.versions.choose')} data={options} value={which ?? null} onChange={value => value && onChoose(value)} />
        {may('messages.write') && isVersion && <Button size="xs" leftSection={<IconMail size={14} />} onClick={() => setTrying(true)}>{t('templates.test.title')}</Button>}
        {may('messages.write') && isVersion && <Restore template={template} versionId={which} />}
      </div>
      {error ? <Problem error={error} /> : rendered ? (
        <div className={css.stage} data-dark={dark}>
          <div className={css.envelope}><strong>{rendered.subject || t('templates.preview.noSubject')}</strong> <span>{rendered.preheader}</span></div>
          <div ref={ref} style={{ width: '100%' }}>{width > 0 && <MailFrame live html={rendered.html} title={label} width={wide} scale={scale} height={Math.round(760 / scale)} dark={dark} style={{ margin: '0 auto' }} />}</div>
        </div>
      ) : <Skeleton shape="text" rows={8} />}
      {isTrying && which && <TestMail template={template} versionId={which} language={language} onClose={() => setTrying(false)} />}
    </section>
  )
}

function Restore({ template, versionId }: { template: Template; versionId: string }) {
  const t = useText()
  const go = useGo()
  const restore = useChange(restoreVersion)
  const take = () => restore.mutate({ params: { templateId: template.id, versionId }, body: { revision: template.revision } }, { onSuccess: changed => {
    queries.setQueryData(keyOf(getTemplate, { params: { templateId: template.id } }), changed)
    toast.done(t('templates.versions.isDraft'))
    go(`/templates/${template.id}`)
  } })
  return <Button size="xs" leftSection={<IconRestore size={14} />} loading={restore.isPending} onClick={take}>{t('templates.versions.take')}</Button>
}
