import { SegmentedControl, Select } from '@mantine/core'
import { useMemo } from 'react'
import { z } from 'zod'
import { rfmMigration, type RfmMigration, type Standing } from '../../contracts/rfm.ts'
import { useCall } from '../api.ts'
import { addDays, addMonths, todayIn, type Scope } from '../scope.ts'
import { Card, Empty, Link, Problem, Sankey, Skeleton, useFormat, useGo, useSearchState, useText, type Flow, type FlowNode } from '../ui/index.ts'
import { IconArrowsExchange } from '@tabler/icons-react'
import { addressOf } from './address.ts'
import css from './rfm.module.css'
import { groupColours, groupNames, ladder } from './words.ts'

const Search = z.object({ end: z.string().optional(), over: z.enum(['1', '3', '12']).default('1') })
const overNames = { '1': 'rfm.moves.month', '3': 'rfm.moves.quarter', '12': 'rfm.moves.year' } as const
type Query = { store?: string[] | undefined; currency?: string | undefined }

/** Who moved between groups from one end of a month to another. */
export function MigrationCard({ scope, query }: { scope: Scope; query: Query }) {
  const t = useText()
  const format = useFormat()
  const [{ end, over }, set] = useSearchState(Search)
  const thisMonth = `${todayIn(scope.timeZone).slice(0, 7)}-01`
  const to = end ?? thisMonth
  const from = addMonths(to === 'now' ? addMonths(thisMonth, 1) : to, -Number(over))
  const answer = useCall(rfmMigration, { query: { ...query, from, to } }, { enabled: scope.ready, keep: true })
  const months = answer.data?.months ?? [thisMonth]
  const nameOf = (month: string) => (month === 'now' ? t('rfm.moves.now') : format.month(addDays(month, -1)))
  const choices = ['now', ...new Set([...months, to].filter(month => month !== 'now'))].map(value => ({ value, label: nameOf(value) }))
  return (
    <Card title={t('rfm.moves.title')} hint={t('rfm.moves.hint')} actions={
      <div className={css.choices}>
        <SegmentedControl size="xs" aria-label={t('rfm.moves.over')} value={over} onChange={value => set({ over: value as '1' }, { replace: true })} data={(['1', '3', '12'] as const).map(value => ({ value, label: t(overNames[value]) }))} />
        <Select size="xs" w={150} aria-label={t('rfm.moves.until')} value={to} onChange={value => value && set({ end: value === thisMonth ? undefined : value }, { replace: true })} data={choices} allowDeselect={false} />
      </div>
    }>
      {answer.error ? <Problem error={answer.error} retry={() => void answer.refetch()} /> : !answer.data ? <Skeleton shape="chart" /> : answer.data.flows.length === 0 ? <Empty icon={IconArrowsExchange} title={t('rfm.moves.none')} /> : <Flows data={answer.data} span={{ from, to }} />}
    </Card>
  )
}

const rank = (group: Standing) => ladder.indexOf(group)

/** Up is green, down is amber, who stays is grey. */
const colourOfFlow = (from: Standing, to: Standing) => (from === to ? '--c-prev' : rank(to) < rank(from) ? '--c1' : '--c2')

function Flows({ data, span }: { data: RfmMigration; span: { from: string; to: string } }) {
  const t = useText()
  const format = useFormat()
  const go = useGo()
  const { nodes, flows } = useMemo(() => {
    const sideOf = (side: 'from' | 'to') => ladder.flatMap((key): FlowNode[] => {
      const value = data.flows.filter(flow => flow[side] === key).reduce((sum, flow) => sum + flow.customers, 0)
      return value ? [{ key, name: t(groupNames[key]), colour: groupColours[key], side, value }] : []
    })
    const flows = data.flows.map(({ from, to, customers }): Flow => ({ from, to, value: customers, colour: colourOfFlow(from, to), say: t('rfm.moves.say', { count: customers, from: t(groupNames[from]), to: t(groupNames[to]) }) }))
    return { nodes: [...sideOf('from'), ...sideOf('to')], flows: flows.toSorted((a, b) => rank(a.from as Standing) - rank(b.from as Standing) || rank(a.to as Standing) - rank(b.to as Standing)) }
  }, [data.flows, t])
  const total = (keep: (flow: RfmMigration['flows'][number]) => boolean) => data.flows.filter(keep).reduce((sum, flow) => sum + flow.customers, 0)
  const known = data.flows.filter(flow => flow.from !== 'none')
  const head: [string, string, string] = [t('rfm.moves.was'), t('rfm.moves.is'), t('rfm.show.customers')]
  const open = ({ from, to }: { from: string; to: string }) => addressOf({ ...span, fromGroup: from as Standing, toGroup: to as Standing })
  return (
    <>
      <p className={css.moved}>
        {t('rfm.moves.summary', { from: format.date(data.from), to: format.date(data.to), up: format.number(total(f => f.from !== 'none' && rank(f.to) < rank(f.from))), down: format.number(total(f => rank(f.to) > rank(f.from))), same: format.number(total(f => f.from === f.to)), fresh: format.number(total(f => f.from === 'none')) })}
      </p>
      <div className={css.scroll}><div className={css.sankey}><Sankey title={t('rfm.moves.title')} nodes={nodes} flows={flows} head={head} onOpen={flow => go(open(flow))} /></div></div>
      <h3 className={css.subhead}>{t('rfm.moves.largest')}</h3>
      <ul className={css.flows}>
        {known.filter(flow => flow.from !== flow.to).slice(0, 8).map(flow => (
          <li key={`${flow.from} ${flow.to}`}>
            <Link to={open(flow)} className={css.flow}><i style={{ background: `var(${colourOfFlow(flow.from, flow.to)})` }} aria-hidden /><span>{t(groupNames[flow.from])} → {t(groupNames[flow.to])}</span><b className="num">{format.number(flow.customers)}</b></Link>
          </li>
        ))}
      </ul>
    </>
  )
}
