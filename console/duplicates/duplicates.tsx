import { Button, SegmentedControl } from '@mantine/core'
import { IconRefresh, IconUsersPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { z } from 'zod'
import { countMergeSuggestions, listMergeSuggestions, lookForDuplicates, suggestionReasons, suggestionStates, SuggestionReason } from '../../contracts/merge-suggestions.ts'
import { many } from '../../contracts/shapes.ts'
import { useCall, useChange, useList } from '../api.ts'
import { reasonNames } from '../customers/identity/words.ts'
import { useMay } from '../session.tsx'
import { Empty, FilterBar, Page, Problem, Skeleton, toast, useFormat, useSearchState, useText, type Filter } from '../ui/index.ts'
import { useTableKeys } from '../ui/table-keys.ts'
import { useDecisionKeys, useDeciding, type Decision } from './deciding.ts'
import css from './duplicates.module.css'
import { Pair } from './pair.tsx'

const Search = z.object({ state: z.enum(suggestionStates).default('open'), reason: many(SuggestionReason), minScore: z.coerce.number().int().min(0).max(100).optional() })
const stateNames = { open: 'identity.duplicates.open', accepted: 'identity.duplicates.acceptedOnes', dismissed: 'identity.duplicates.dismissedOnes' }

/** Customers who may be one person, the likeliest first; a person decides, one by one or many at once. */
export function DuplicatesPage() {
  const t = useText()
  const may = useMay()
  const [{ state, reason, minScore }, set] = useSearchState(Search)
  const list = useList(listMergeSuggestions, { query: { state, reason, minScore, limit: 30 } })
  const deciding = useDeciding()
  const pairs = list.rows.filter(pair => pair.state !== 'open' || !deciding.gone.has(pair.id))
  const [index, setIndex] = useState(0)
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set())
  const current = pairs[Math.min(index, pairs.length - 1)]
  const chosen = pairs.filter(pair => picked.has(pair.id)).map(pair => pair.id)
  const mayDecide = may('customers.write')
  const pick = (id: string) => setPicked(new Set(picked.has(id) ? [...picked].filter(one => one !== id) : [...picked, id]))
  const decide = (ids: string[], decision: Decision) => {
    if (!mayDecide || !ids.length) return
    setPicked(new Set())
    deciding.run(ids, decision)
  }
  const move = (by: number) => setIndex(Math.max(0, Math.min(pairs.length - 1, Math.min(index, pairs.length - 1) + by)))
  useTableKeys({ move, edge: end => setIndex(end === 'first' ? 0 : pairs.length - 1), open: () => undefined, select: () => current && mayDecide && pick(current.id), clear: () => setPicked(new Set()) }, () => false)
  useDecisionKeys(decision => current?.state === 'open' && decide(chosen.length ? chosen : [current.id], decision))
  const isFiltered = reason !== undefined || minScore !== undefined
  return (
    <Page title={t('identity.duplicates.title')} subtitle={<Waiting />} actions={mayDecide && <LookNow />}>
      <div className={css.tools}>
        <SegmentedControl aria-label={t('identity.duplicates.state')} value={state} onChange={value => set({ state: value as typeof state })} data={suggestionStates.map(value => ({ value, label: t(stateNames[value]) }))} />
        {mayDecide && state === 'open' && pairs.length > 0 && <Keys />}
      </div>
      <FilterBar filters={useFilters()} value={{ reason, minScore: minScore === undefined ? undefined : String(minScore) }} onChange={set} />
      {list.problem && <Problem error={list.problem} retry={list.refresh} />}
      {list.loading && <Skeleton shape="page" />}
      {!list.loading && !list.problem && pairs.length === 0 && !list.more && <Nothing isFiltered={isFiltered} state={state} />}
      <div className={css.pairs}>
        {chosen.length > 0 && (
          <div className={css.bulk} role="status">
            <span className="push">{t('identity.duplicates.picked', { count: chosen.length })}</span>
            <Button size="compact-md" onClick={() => setPicked(new Set())}>{t('ui.cancel')}</Button>
            <Button size="compact-md" onClick={() => decide(chosen, 'dismiss')}>{t('identity.duplicates.dismissAll')}</Button>
            <Button size="compact-md" variant="filled" onClick={() => decide(chosen, 'accept')}>{t('identity.duplicates.acceptAll')}</Button>
          </div>
        )}
        {pairs.map(pair => (
          <Pair key={pair.id} pair={pair} isCurrent={pair === current && mayDecide && pair.state === 'open'} isPicked={picked.has(pair.id)} mayDecide={mayDecide}
            onPick={() => pick(pair.id)} onDecide={decision => decide([pair.id], decision)} onUndo={() => deciding.takeBack([pair.id])} />
        ))}
        {list.more && <Button className={css.more} onClick={list.loadMore} loading={list.loadingMore}>{t('customers.more')}</Button>}
      </div>
    </Page>
  )
}

const keyTexts = [['j', 'identity.duplicates.keyMove'], ['a', 'identity.duplicates.accept'], ['d', 'identity.duplicates.dismiss'], ['x', 'identity.duplicates.keyPick']] as const

function Keys() {
  const t = useText()
  return <span className={css.keys}>{keyTexts.map(([key, text], i) => <span key={key}>{i > 0 && ' · '}<kbd>{key === 'j' ? 'j k' : key}</kbd> {t(text)}</span>)}</span>
}

function Waiting() {
  const t = useText()
  const format = useFormat()
  const { data } = useCall(countMergeSuggestions, {})
  if (!data) return <>&nbsp;</>
  const looked = data.lookedAt ? t('identity.duplicates.looked', { when: format.relative(data.lookedAt) }) : t('identity.duplicates.neverLooked')
  return <>{[data.open > 0 && t('identity.duplicates.waiting', { count: data.open }), looked].filter(Boolean).join(' ')}</>
}

/** Looks in the background; the list refreshes by itself when news come. */
function LookNow() {
  const t = useText()
  const { data } = useCall(countMergeSuggestions, {}, { every: 10_000 })
  const look = useChange(lookForDuplicates, { done: [countMergeSuggestions] })
  const start = () => void look.mutateAsync({}).then(() => toast.done(t('identity.duplicates.looking')), () => undefined)
  return <Button leftSection={<IconRefresh size={16} />} loading={look.isPending || data?.isLooking === true} onClick={start}>{t('identity.duplicates.look')}</Button>
}

function useFilters(): Filter[] {
  const t = useText()
  return [
    { key: 'reason', label: t('identity.duplicates.reason'), kind: 'many', options: suggestionReasons.map(value => ({ value, label: t(reasonNames[value]) })) },
    { key: 'minScore', label: t('identity.duplicates.atLeast'), kind: 'choice', options: [50, 60, 70, 80, 90].map(score => ({ value: String(score), label: t('identity.duplicates.score', { score }) })) },
  ]
}

function Nothing({ isFiltered, state }: { isFiltered: boolean; state: string }) {
  const t = useText()
  if (isFiltered || state !== 'open') return <Empty icon={IconUsersPlus} title={t('identity.duplicates.noneLike')} />
  return <Empty icon={IconUsersPlus} title={t('identity.duplicates.none')} text={t('identity.duplicates.noneText')} />
}
