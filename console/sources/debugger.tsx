import { Button, SegmentedControl } from '@mantine/core'
import { IconPlayerPause, IconPlayerPlay, IconRefreshAlert } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { z } from 'zod'
import { listMessages, outcomes, Outcome, replayMessages, type SeenMessage } from '../../contracts/debugger.ts'
import { sourceVolume, type Source } from '../../contracts/sources.ts'
import { queries, useChange, useList } from '../api.ts'
import { useIsLive } from '../live.ts'
import { useMay } from '../session.tsx'
import { Card, FilterBar, Problem, Skeleton, Tag, toast, useFormat, useSearchState, useText } from '../ui/index.ts'
import { MessagePanel } from './message.tsx'
import css from './sources.module.css'
import { outcomeNames, outcomeTones, violationTexts } from './words.ts'

const Search = z.object({ outcome: Outcome.optional(), q: z.string().optional(), message: z.string().optional() })

// Suki keeps everything for a minute after somebody looked.
const watchEveryMs = 25_000

/** Each message as it comes in and what became of it. */
export function Debugger({ source }: { source: Source }) {
  const t = useText()
  const [{ outcome, q, message }, set] = useSearchState(Search)
  const [isPaused, setPaused] = useState(false)
  const list = useList(listMessages, { params: { sourceId: source.id }, query: { outcome, name: q } }, { enabled: !isPaused })
  useEffect(() => {
    if (isPaused) return undefined
    const timer = setInterval(() => void queries.invalidateQueries({ queryKey: [listMessages.path] }), watchEveryMs)
    return () => clearInterval(timer)
  }, [isPaused])
  const open = list.rows.find(row => row.id === message)
  const choices = [{ value: '', label: t('sources.debugger.all') }, ...outcomes.map(value => ({ value, label: t(outcomeNames[value]) }))]
  return (
    <Card title={t('sources.debugger.title')} hint={t('sources.debugger.hint')} actions={<><LiveMark isPaused={isPaused} /><Pause isPaused={isPaused} onChange={setPaused} /></>}>
      <div className={css.filters}>
        <SegmentedControl size="xs" aria-label={t('sources.debugger.show')} value={outcome ?? ''} onChange={value => set({ outcome: (value || undefined) as Outcome | undefined }, { replace: true })} data={choices} />
        <FilterBar search={{ placeholder: t('sources.debugger.search') }} filters={[]} value={{ q }} onChange={change => set(change, { replace: true })}><Replay source={source} isAsked={outcome === 'rejected'} /></FilterBar>
      </div>
      {list.problem && <Problem error={list.problem} retry={list.refresh} />}
      {list.loading && <Skeleton shape="list" />}
      {!list.loading && !list.problem && !list.rows.length && <p className={css.nothing}>{outcome || q ? t('sources.debugger.noneOfThese') : t('sources.debugger.none')}</p>}
      <ol className={css.messages}>{list.rows.map(row => <MessageRow key={row.id} message={row} isOpen={row.id === message} onOpen={() => set({ message: row.id })} />)}</ol>
      {list.stale && <Button size="compact-sm" variant="filled" onClick={list.refresh}>{t('sources.debugger.news')}</Button>}
      {list.more && <Button mt={10} onClick={list.loadMore} loading={list.loadingMore}>{t('sources.debugger.older')}</Button>}
      {open && <MessagePanel key={open.id} source={source} message={open} onClose={() => set({ message: undefined })} />}
    </Card>
  )
}

function LiveMark({ isPaused }: { isPaused: boolean }) {
  const t = useText()
  const isLive = useIsLive()
  if (isPaused) return <span className={css.live} data-paused>{t('sources.debugger.paused')}</span>
  return isLive ? <span className={css.live}>{t('sources.debugger.live')}</span> : null
}

function Pause({ isPaused, onChange }: { isPaused: boolean; onChange: (isPaused: boolean) => void }) {
  const t = useText()
  return <Button size="xs" leftSection={isPaused ? <IconPlayerPlay size={14} /> : <IconPlayerPause size={14} />} onClick={() => onChange(!isPaused)}>{isPaused ? t('sources.debugger.goOn') : t('sources.debugger.pause')}</Button>
}

/** Takes in all rejected messages that are valid by now, a thousand at a time. */
function Replay({ source: { id: sourceId }, isAsked }: { source: Source; isAsked: boolean }) {
  const t = useText()
  const may = useMay()
  const replay = useChange(replayMessages, { done: [listMessages, sourceVolume] })
  if (!isAsked || !may('sources.write')) return null
  const all = async () => {
    let [taken, refused, after] = [0, 0, undefined as string | undefined]
    for (let left = true; left; ) {
      const answer = await replay.mutateAsync({ params: { sourceId }, body: after ? { after } : {} })
      taken += answer.accepted + answer.duplicate
      refused += answer.stillRejected
      after = answer.after ?? undefined
      left = answer.left
    }
    toast.done(t('sources.debugger.replayed', { taken, refused }))
  }
  return <Button size="xs" leftSection={<IconRefreshAlert size={14} />} loading={replay.isPending} onClick={() => void all().catch(() => undefined)}>{t('sources.debugger.replay')}</Button>
}

function MessageRow({ message: { at, outcome, type, name, violation }, isOpen, onOpen }: { message: SeenMessage; isOpen: boolean; onOpen: () => void }) {
  const t = useText()
  const format = useFormat()
  return (
    <li>
      <button type="button" className={css.message} aria-expanded={isOpen} onClick={onOpen}>
        <time className="num muted" dateTime={at} title={format.dateTime(at)}>{format.clock(at)}</time>
        <span className={css.outcome}><Tag tone={outcomeTones[outcome]}>{t(outcomeNames[outcome])}</Tag></span>
        <span className={css.what}><b className="clip">{name ?? type ?? t('sources.debugger.unnamed')}</b>{violation && <span className="muted clip">{t(violationTexts[violation])}</span>}</span>
        <span className={`muted ${css.type}`}>{type}</span>
      </button>
    </li>
  )
}
