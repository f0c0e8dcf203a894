import { Button } from '@mantine/core'
import { IconPlugX } from '@tabler/icons-react'
import { editSource, getSource, listSources, type Source } from '../../contracts/sources.ts'
import { useCall, useChange } from '../api.ts'
import { useMay } from '../session.tsx'
import { Empty, Page, Problem, Skeleton, toast, undoable, useFormat, useGo, useParam, useText } from '../ui/index.ts'
import { Connect } from './connect.tsx'
import { Debugger } from './debugger.tsx'
import { StateTag } from './list.tsx'
import { Settings } from './settings.tsx'
import css from './sources.module.css'
import { VolumeCard } from './volume.tsx'
import { kindNames } from './words.ts'

/** One source: how much it sends, each message as it comes in, and how to connect it. */
export function SourcePage() {
  const t = useText()
  const go = useGo()
  const sourceId = useParam('sourceId')
  const { data, error, refetch } = useCall(getSource, { params: { sourceId } }, { every: 30_000 })
  const back = { to: '/sources', label: t('sources.title') }
  if (error?.status === 404 || error?.status === 400) {
    return <Page title={t('sources.title')} back={back}><Empty icon={IconPlugX} title={t('sources.notThere')} text={t('sources.notThereText')}><Button onClick={() => go('/sources')}>{t('sources.showAll')}</Button></Empty></Page>
  }
  if (error && !data) return <Page title={t('sources.title')} back={back}><Problem error={error} retry={() => void refetch()} /></Page>
  if (!data) return <Skeleton shape="page" />
  return <Shown key={sourceId} source={data} />
}

function Shown({ source }: { source: Source }) {
  const t = useText()
  const isNew = source.figures.lastAt === null && source.figures.rejected === 0
  return (
    <Page back={{ to: '/sources', label: t('sources.title') }} tab={source.name} title={<span className={css.title}>{source.name} <StateTag source={source} /></span>} subtitle={<Subtitle source={source} />} actions={<Turn source={source} />}>
      <div className={css.source}>
        <div className={css.main}>
          {isNew ? <Connect source={source} isNew /> : <VolumeCard source={source} />}
          <Debugger source={source} />
        </div>
        <div className={css.side}>
          {!isNew && <Connect source={source} />}
          <Settings source={source} />
        </div>
      </div>
    </Page>
  )
}

function Subtitle({ source: { kind, storeName, figures } }: { source: Source }) {
  const t = useText()
  const format = useFormat()
  return [t(kindNames[kind]), storeName, figures.lastAt ? t('sources.lastEvent', { when: format.relative(figures.lastAt) }) : t('sources.noEvent')].filter(Boolean).join(' · ')
}

/** Switched off and on at once; undone as quickly. */
function Turn({ source: { id: sourceId, name, disabledAt } }: { source: Source }) {
  const t = useText()
  const may = useMay()
  const edit = useChange(editSource, { done: [getSource, listSources] })
  if (!may('sources.write')) return null
  const turn = (isOn: boolean) => edit.mutateAsync({ params: { sourceId }, body: { isOn } })
  const toggle = async () => {
    const isOn = disabledAt !== null
    await turn(isOn)
    if (isOn) toast.done(t('sources.isOn', { name }))
    else undoable(t('sources.isOff', { name }), () => turn(true))
  }
  return <Button loading={edit.isPending} onClick={() => void toggle().catch(() => undefined)}>{disabledAt ? t('sources.turnOn') : t('sources.turnOff')}</Button>
}
