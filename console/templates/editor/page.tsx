import { ActionIcon, Button, Menu, SegmentedControl, Tooltip } from '@mantine/core'
import { IconArchive, IconArrowBackUp, IconArrowForwardUp, IconDots, IconHistory, IconMail, IconRestore } from '@tabler/icons-react'
import type { Editor } from '@tiptap/react'
import { useEffect, useState } from 'react'
import { z } from 'zod'
import { archiveTemplate, getBrandKit, getTemplate, listTemplates, listVersions, publishTemplate, restoreTemplate } from '../../../contracts/template-routes.ts'
import { Language } from '../../../contracts/shapes.ts'
import type { BrandKit, Content, Template, Variant } from '../../../contracts/templates.ts'
import { call, useCall, useChange, type ApiProblem } from '../../api.ts'
import { useMay } from '../../session.tsx'
import { Page, Problem, SavedMeanwhile, Skeleton, Tag, toast, undoable, useParam, useSearchState, useText } from '../../ui/index.ts'
import { ChangeList } from '../changes/list.tsx'
import css from '../templates.module.css'
import { useDraft } from './draft.ts'
import { LanguageChoice } from './languages.tsx'
import { Preview } from './preview.tsx'
import { SourceSide, TextSide } from './source.tsx'
import { TestMail } from './test-mail.tsx'
import { usePreview } from './use-preview.ts'
import { Versions } from './versions.tsx'
import { Write } from './write.tsx'

const sides = ['write', 'preview', 'text', 'source'] as const
const Search = z.object({ side: z.enum(sides).default('write'), language: Language.optional(), open: z.enum(['versions', 'test']).optional() })

/** A template in hand. */
export function TemplatePage() {
  const t = useText()
  const templateId = useParam('templateId')
  const { data, error, refetch, isFetchedAfterMount } = useCall(getTemplate, { params: { templateId } }, { staleTime: 0 })
  const kit = useCall(getBrandKit, { params: { storeId: data?.storeId ?? '' } }, { enabled: data !== undefined })
  if (error ?? kit.error) return <Page title={t('templates.title')} back={{ to: '/templates', label: t('templates.title') }}><Problem error={(error ?? kit.error)!} retry={() => void refetch()} /></Page>
  // Writing begins with what stands there now, not with what was seen some time ago.
  if (!data || !isFetchedAfterMount || !kit.data) return <Skeleton shape="page" />
  return <Editing key={data.id} template={data as Template} kit={kit.data} />
}

function Editing({ template, kit }: { template: Template; kit: BrandKit }) {
  const t = useText()
  const may = useMay()
  const draft = useDraft(template)
  const [{ side, language: wanted, open }, set] = useSearchState(Search)
  const [richEditor, setRichEditor] = useState<Editor | null>(null)
  const { content } = draft
  const language = wanted && content.variants[wanted] ? wanted : content.mainLanguage
  const variant = content.variants[language]!
  const change = (part: Partial<Variant>, tag = '') => draft.change({ ...content, variants: { ...content.variants, [language]: { ...variant, ...part } } }, tag && `${language} ${tag}`)
  const preview = usePreview({ storeId: template.storeId, kind: template.kind, content, language })
  useUndoKeys(draft)
  return (
    <Page title={template.name} tab={template.name} back={{ to: '/templates', label: t('templates.title') }} subtitle={<Status template={template} draft={draft} />} actions={may('messages.write') && <Actions template={template} draft={draft} onOpen={what => set({ open: what })} />}>
      {draft.problem && <div style={{ marginBottom: 14 }}>{draft.problem.meanwhile ? <Conflict meanwhile={draft.problem.meanwhile} template={template} draft={draft} /> : <Problem error={draft.problem} retry={() => void draft.save()} />}</div>}
      <div className={css.bar}>
        <SegmentedControl value={side} onChange={value => set({ side: value as typeof side })} aria-label={t('templates.side.title')} data={[{ value: 'write', label: t('templates.side.write') }, { value: 'preview', label: t('templates.side.preview') }, { value: 'text', label: t('templates.side.text') }, { value: 'source', label: t('templates.side.source') }]} />
        <span className="push" />
        <LanguageChoice content={content} language={language} onChoose={one => set({ language: one })} onChange={draft.change} />
        <Tooltip label={t('templates.undo')}><ActionIcon variant="default" size={34} disabled={!draft.canUndo} onClick={draft.undo} aria-label={t('templates.undo')}><IconArrowBackUp size={17} /></ActionIcon></Tooltip>
        <Tooltip label={t('templates.redo')}><ActionIcon variant="default" size={34} disabled={!draft.canRedo} onClick={draft.redo} aria-label={t('templates.redo')}><IconArrowForwardUp size={17} /></ActionIcon></Tooltip>
      </div>
      {side === 'write' && variant.body.form === 'mjml' ? <SourceSide template={template} content={content} language={language} variant={variant} preview={preview} onChange={change} /> : null}
      {side === 'write' && variant.body.form === 'blocks' && <Write key={language} template={template} kit={kit} variant={variant} preview={preview} editor={richEditor} onEditor={setRichEditor} onChange={change} />}
      {side === 'preview' && <Preview template={template} content={content} language={language} preview={preview} onChange={change} onWrite={() => set({ side: 'write' })} />}
      {side === 'text' && <TextSide variant={variant} preview={preview} onChange={change} />}
      {side === 'source' && <SourceSide template={template} content={content} language={language} variant={variant} preview={preview} onChange={change} />}
      {open === 'versions' && <Versions template={template} draft={draft} onClose={() => set({ open: undefined })} />}
      {open === 'test' && <TestMail template={template} content={content} language={language} onClose={() => set({ open: undefined })} />}
    </Page>
  )
}

type Draft = ReturnType<typeof useDraft>

/** Somebody else saved while this window was open: theirs, ours, or first what differs. */
function Conflict({ meanwhile, template, draft }: { meanwhile: NonNullable<ApiProblem['meanwhile']>; template: Template; draft: Draft }) {
  const params = { templateId: template.id }
  const { data: theirs } = useCall(getTemplate, { params }, { staleTime: 0 })
  const takeTheirs = async () => draft.take((await call(getTemplate, { params })) as Template)
  return <SavedMeanwhile meanwhile={meanwhile} onTheirs={() => void takeTheirs().catch(toast.problem)} onMine={() => void draft.keepMine().catch(toast.problem)}>{theirs && <ChangeList before={theirs.content as Content} after={draft.content} />}</SavedMeanwhile>
}

function Status({ template, draft }: { template: Template; draft: Draft }) {
  const t = useText()
  const kept = draft.isSaving || !draft.isKept ? t('templates.saving') : t('templates.kept')
  return <span className="row" style={{ gap: 8, flexWrap: 'wrap' }}>{template.archivedAt ? <Tag tone="amber">{t('templates.archived')}</Tag> : null}<span>{template.version ? t('templates.sentAs', { number: template.version.number }) : t('templates.notSentYet')}</span>{template.version && (template.hasDraft || !draft.isKept) && <Tag tone="amber">{t('templates.draftAhead')}</Tag>}<span aria-live="polite">{kept}</span></span>
}

function Actions({ template, draft, onOpen }: { template: Template; draft: Draft; onOpen: (what: 'versions' | 'test') => void }) {
  const t = useText()
  const publish = useChange(publishTemplate, { done: [listTemplates, listVersions] })
  const archive = useChange(archiveTemplate, { done: [listTemplates, getTemplate] })
  const restore = useChange(restoreTemplate, { done: [listTemplates, getTemplate] })
  const params = { templateId: template.id }
  const make = async () => {
    await draft.save()
    const made = await publish.mutateAsync({ params, body: { revision: draft.revision() } }).catch(() => undefined)
    if (!made) return
    draft.take(made as Template)
    toast.done(t('templates.made', { number: made.version?.number ?? 1 }))
  }
  const putAway = () => archive.mutate({ params }, { onSuccess: () => undoable(t('templates.putAway', { name: template.name }), () => restore.mutateAsync({ params })) })
  return (
    <>
      <Button leftSection={<IconMail size={16} />} onClick={() => onOpen('test')}>{t('templates.test.title')}</Button>
      <Button variant="filled" loading={publish.isPending} disabled={!template.hasDraft && draft.isKept} onClick={() => void make()}>{t('templates.make')}</Button>
      <Menu position="bottom-end">
        <Menu.Target><ActionIcon variant="default" size={34} aria-label={t('templates.more')}><IconDots size={17} /></ActionIcon></Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconHistory size={16} />} onClick={() => onOpen('versions')}>{t('templates.versions.title')}</Menu.Item>
          {template.archivedAt ? <Menu.Item leftSection={<IconRestore size={16} />} onClick={() => restore.mutate({ params })}>{t('templates.restore')}</Menu.Item> : <Menu.Item leftSection={<IconArchive size={16} />} onClick={putAway}>{t('templates.archive')}</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
    </>
  )
}

/** Ctrl or ⌘ with Z, and with Shift or Y the other way. */
function useUndoKeys({ undo, redo }: Draft) {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const key = event.key.toLowerCase()
      if (!(event.ctrlKey || event.metaKey) || (key !== 'z' && key !== 'y')) return
      event.preventDefault()
      if (key === 'y' || event.shiftKey) redo()
      else undo()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [undo, redo])
}
