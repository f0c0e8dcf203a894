import { ActionIcon, Button, Modal } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'
import { IconArrowBackUp, IconArrowForwardUp, IconCode } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { z } from 'zod'
import { parseRule, printRule, Rule as RuleShape } from '../../../contracts/segments.ts'
import type { Segment } from '../../../contracts/segment-routes.ts'
import { useMay } from '../../session.tsx'
import { Card, Page, useGo, useSearchState, useText } from '../../ui/index.ts'
import { Answer, Sample, useAnswer } from './answer/answer.tsx'
import css from './builder.module.css'
import { Examples } from './examples.tsx'
import { RuleEditor } from './group.tsx'
import { useHistory } from './history.ts'
import { Save } from './save.tsx'
import { RuleText } from './text.tsx'
import { asRoot, asRule } from './tree.ts'

const Search = z.object({ rule: z.string().max(50_000).optional(), view: z.enum(['text']).optional() })

/** Makes a rule or changes one: sentences, text, and who it has at this moment. The rule stands in the address. */
export function Builder({ segment }: { segment?: Segment }) {
  const t = useText()
  const go = useGo()
  const may = useMay()
  const [search, setSearch] = useSearchState(Search)
  const kept = segment?.versions[0]?.text
  const { root, change, undo, redo, mayUndo, mayRedo } = useHistory(() => asRoot(parseRule(search.rule ?? kept ?? 'everyone').rule ?? { kind: 'all', rules: [] }))
  const [storeId, setStoreId] = useState(segment?.storeId ?? null)
  const [isSaving, setSaving] = useState(false)
  const isSaved = useRef(false)
  const rule = asRule(root)
  const text = RuleShape.safeParse(rule).success ? printRule(rule) : undefined
  const answered = useAnswer(text, storeId)
  const isEmpty = root.rules.length === 0
  const isChanged = mayUndo && text !== kept && !isEmpty

  useEffect(() => {
    if (text !== undefined && text !== search.rule && (mayUndo || mayRedo)) setSearch({ rule: text === 'everyone' ? undefined : text }, { replace: true })
  }, [text, search.rule, mayUndo, mayRedo, setSearch])
  const leaving = useBlocker({ shouldBlockFn: ({ current, next }) => isChanged && !isSaved.current && current.pathname !== next.pathname, enableBeforeUnload: () => isChanged && !isSaved.current, withResolver: true })

  const isText = search.view === 'text'
  const actions = (
    <>
      <ActionIcon variant="default" size={36} aria-label={t('segment-builder.undo')} title={t('segment-builder.undo')} disabled={!mayUndo} onClick={undo}><IconArrowBackUp size={17} aria-hidden /></ActionIcon>
      <ActionIcon variant="default" size={36} aria-label={t('segment-builder.redo')} title={t('segment-builder.redo')} disabled={!mayRedo} onClick={redo}><IconArrowForwardUp size={17} aria-hidden /></ActionIcon>
      <Button leftSection={<IconCode size={16} aria-hidden />} aria-pressed={isText} onClick={() => setSearch({ view: isText ? undefined : 'text' }, { replace: true })}>{t('segment-builder.asText')}</Button>
      {may('segments.write') && <Button variant="filled" disabled={text === undefined || isEmpty} onClick={() => setSaving(true)}>{t('segment-builder.save')}</Button>}
    </>
  )
  return (
    <Page title={segment ? segment.name : t('segment-builder.title')} subtitle={t('segment-builder.subtitle')} actions={actions} back={{ to: segment ? `/segments/${segment.id}` : '/segments', label: segment ? segment.name : t('segment-builder.back') }}>
      <div className={css.page}>
        <div className="grid" style={{ alignContent: 'start' }}>
          <Card>
            <RuleEditor root={root} change={change} />
            {isEmpty && <Examples onPick={change} />}
          </Card>
          {isText && <RuleText root={root} change={change} />}
          <Sample answer={answered.answer} />
        </div>
        <Answer {...answered} isUnfinished={text === undefined} />
      </div>
      {isSaving && text !== undefined && <Save segment={segment} text={text} storeId={storeId} onStore={setStoreId} onClose={() => setSaving(false)} onSaved={made => { isSaved.current = true; go(`/segments/${made.id}`) }} />}
      <Modal opened={leaving.status === 'blocked'} onClose={() => leaving.reset?.()} title={t('segment-builder.leaveTitle')} closeButtonProps={{ 'aria-label': t('ui.close') }}>
        <p className="muted">{t('segment-builder.leaveText')}</p>
        <div className="row" style={{ justifyContent: 'flex-end', marginTop: 16 }}><Button data-autofocus onClick={() => leaving.reset?.()}>{t('segment-builder.stay')}</Button><Button variant="filled" color="red" onClick={() => leaving.proceed?.()}>{t('segment-builder.leave')}</Button></div>
      </Modal>
    </Page>
  )
}
